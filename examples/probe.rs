use caremix::{scenario, simulation, system::plan::Plan, analysis};
fn main(){
  let a: Vec<String> = std::env::args().collect();
  let l = match scenario::load(std::path::Path::new(&a[1]), &a[2..]) { Ok(l)=>l, Err(f)=>{ eprintln!("{}", f.render(false)); std::process::exit(2)} };
  let t=std::time::Instant::now();
  let plan = Plan::new(&l.scenario);
  eprintln!("plan {:?}", t.elapsed());
  let t=std::time::Instant::now();
  let run = simulation::run(&plan, simulation::Options{replications:l.scenario.run.replications, seed:l.scenario.run.seed, threads: std::env::var("T").ok().and_then(|t|t.parse().ok()).unwrap_or(0), shares_luck:true}, &|_|true).unwrap();
  eprintln!("run {:?} groups", t.elapsed());
  let (tables, notes) = analysis::tables(&plan,&run);
  for p in tables.payers.iter().filter(|p| p.year=="total"||p.year=="discounted"||p.year==plan.means().time.first_year.to_string()) { println!("{} {} {} {:.0} ± {:.0} per head {:.1}", p.arm,p.year,p.payer,p.spread.mean,p.spread.mc_error.unwrap_or(0.0), p.spread.mean/plan.means().people.residents); }
  let all = std::env::var("ALL").is_ok();
  for o in tables.outcomes.iter().filter(|o| (o.year==plan.means().time.first_year.to_string() || o.year=="discounted"&&o.outcome.starts_with("resident")|| all&&o.year=="total") && (all||o.arm==plan.scenario.arm[plan.means().comparator].name)) { println!("{} {} {} {} {:.2} /head {:.4}", o.arm,o.year,o.outcome,o.group,o.spread.mean,o.spread.mean/plan.means().people.residents); }
  for n in notes { println!("{n:?}"); }
  if all { for p in tables.incremental.iter().filter(|p| p.year=="total") { println!("{} {} {:.0} [{:.0},{:.0}] {:.2}", p.arm,p.payer,p.spread.mean,p.spread.q025,p.spread.q975,p.p_no_worse_off);} for p in tables.providers.iter().filter(|p|p.year==plan.means().time.first_year){println!("{:?}",p)} }
}
