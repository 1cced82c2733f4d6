use caremix::{analysis, scenario, simulation, system::plan::Plan};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let l = match scenario::load(std::path::Path::new(&a[1]), &a[2..]) {
        Ok(l) => l,
        Err(f) => {
            eprintln!("{}", f.render(false));
            std::process::exit(2)
        }
    };
    let t = std::time::Instant::now();
    let plan = Plan::new(&l.scenario, None);
    eprintln!("plan {:?}", t.elapsed());
    if std::env::var("EQ").is_ok() {
        let m = plan.means();
        for male in [false, true] {
            let sv = m.people.survivors(&m.health, male, &m.time);
            for age in [0, 30, 60, 70, 80, 85, 90, 95] {
                let s: Vec<Vec<[f64; 2]>> = (0..5)
                    .map(|g| m.people.state_shares(&m.health, male, g, age * 4 + 2))
                    .collect();
                let sh: Vec<String> = (0..8)
                    .map(|i| {
                        format!(
                            "{:.5}",
                            s.iter().map(|s| s[i][0] + s[i][1]).sum::<f64>() / 5.0
                        )
                    })
                    .collect();
                println!(
                    "{} {} {} q~{:.6}",
                    if male { "male" } else { "female" },
                    age,
                    sh.join(","),
                    1.0 - sv[age + 1] / sv[age]
                );
            }
        }
        return;
    }
    let t = std::time::Instant::now();
    let run = simulation::run(
        &plan,
        simulation::Options {
            replications: l.scenario.run.replications,
            seed: l.scenario.run.seed,
            threads: std::env::var("T")
                .ok()
                .and_then(|t| t.parse().ok())
                .unwrap_or(0),
            shares_luck: true,
        },
        simulation::Watch::NOBODY,
    )
    .unwrap();
    eprintln!("run {:?} groups", t.elapsed());
    let (tables, notes) = analysis::tables(&plan, &run);
    for p in tables.payers.iter().filter(|p| {
        p.year == "total"
            || p.year == "discounted"
            || p.year == plan.means().time.first_year.to_string()
    }) {
        println!(
            "{} {} {} {:.0} ± {:.0} per head {:.1}",
            p.arm,
            p.year,
            p.payer,
            p.spread.mean,
            p.spread.mc_error.unwrap_or(0.0),
            p.spread.mean / plan.means().people.residents
        );
    }
    let all = std::env::var("ALL").is_ok();
    for o in tables.outcomes.iter().filter(|o| {
        (o.year == plan.means().time.first_year.to_string()
            || o.year == "discounted" && o.outcome.starts_with("resident")
            || all && o.year == "total")
            && (all || o.arm == plan.scenario.arm[plan.means().comparator].name)
    }) {
        println!(
            "{} {} {} {} {:.2} /head {:.4}",
            o.arm,
            o.year,
            o.outcome,
            o.group,
            o.spread.mean,
            o.spread.mean / plan.means().people.residents
        );
    }
    for n in notes {
        println!("{n:?}");
    }
    if all {
        for p in tables.incremental.iter().filter(|p| p.year == "total") {
            println!(
                "{} {} {:.0} [{:.0},{:.0}] {:.2}",
                p.arm, p.payer, p.spread.mean, p.spread.q025, p.spread.q975, p.p_no_worse_off
            );
        }
        for p in tables
            .providers
            .iter()
            .filter(|p| p.year == plan.means().time.first_year)
        {
            println!("{:?}", p)
        }
    }
}
