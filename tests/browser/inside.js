// What all checks ask of a page, run inside it.
//
// Comes in: elements. Goes out: whether they are seen, and words to find them by. Deliberately absent: what is right. It
// is put into the page by the debugger, so that the page itself stays without a script.

globalThis.inside = {
    /** Seen by somebody: not hidden, not closed away, and larger than nothing. */
    isShown(element) {
        const box = element.getBoundingClientRect();
        return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
    },

    /** Where an element stands, in words. */
    named(element) {
        const figure = element.closest("figure");
        const place = figure ? ` in the picture "${inside.short(figure.querySelector("figcaption")?.textContent)}"` : "";
        const marks = [element.id && `#${element.id}`, ...[...element.classList].map((name) => `.${name}`)];
        const text = inside.short(element.textContent);
        return `<${element.tagName.toLowerCase()}${marks.filter(Boolean).join("")}> "${text}"${place}`;
    },

    short(text) {
        const line = (text ?? "").replace(/\s+/g, " ").trim();
        return line.length > 60 ? `${line.slice(0, 60)}…` : line;
    },

    charts() {
        return [...document.querySelectorAll("svg")].filter((svg) => inside.isShown(svg));
    },

    /** Pictures may draw a part once and use it again: here it stands wherever it is used. */
    expand() {
        // A part may use another part. Looks are read before anything changes, as every change makes the browser read all.
        for (let uses = inside.uses(); uses.length > 0; uses = inside.uses()) {
            const copies = uses.map(inside.copied);
            uses.forEach((use, place) => use.replaceWith(copies[place]));
        }
    },

    uses() {
        return [...document.querySelectorAll("svg use")].filter((use) => !use.closest("symbol"));
    },

    /** What an element uses, with the looks that it has where it stands first. */
    copied(use) {
        const part = document.querySelector(use.getAttribute("href"));
        if (!part) throw new Error(`${use.outerHTML} uses nothing`);
        const isSymbol = part.matches("symbol");
        const copy = document.createElementNS(part.namespaceURI, isSymbol ? "svg" : "g");
        copy.innerHTML = part.innerHTML;
        for (const { name, value } of part.attributes) if (name !== "id") copy.setAttribute(name, value);
        if (!isSymbol) copy.setAttribute("transform", `translate(${use.x.baseVal.value} ${use.y.baseVal.value})`);
        const looks = [...part.querySelectorAll("*")].map((each) => getComputedStyle(each));
        [...copy.querySelectorAll("*")].forEach((each, place) => {
            for (const look of ["fill", "stroke"]) each.style.setProperty(look, looks[place].getPropertyValue(look));
        });
        return copy;
    },

    /** Closed forms and discs of a picture, each by itself although one path may hold many: its role, size and form. */
    forms(svg) {
        const probe = document.createElementNS("http://www.w3.org/2000/svg", "path");
        svg.append(probe);
        const marks = [...svg.querySelectorAll("path, rect, circle, polygon")].filter((mark) => mark !== probe);
        const found = marks.flatMap((mark) => {
            const classes = mark.getAttribute("class") ?? "";
            const style = getComputedStyle(mark);
            const parts = mark.matches("path") ? mark.getAttribute("d").split(/(?=M)/) : [null];
            return parts.flatMap((part) => {
                // A line of no length with round ends is a disc.
                const isDisc = part !== null && /^M[^a-z]*h0$/i.test(part) && style.strokeLinecap === "round";
                const isClosed = part === null || /z\s*$|a.*a/i.test(part);
                if (!isDisc && !isClosed) return [];
                if (part !== null) probe.setAttribute("d", part);
                const shape = part === null ? mark : probe;
                const { x, y, width, height } = shape.getBBox();
                const thickness = isDisc ? Number.parseFloat(style.strokeWidth) : 0;
                const size = { width: width + thickness, height: height + thickness };
                const inDisc = (right, down) => Math.hypot(right - 0.5, down - 0.5) < 0.5;
                const inShape = (right, down) => shape.isPointInFill(new DOMPoint(x + right * width, y + down * height));
                return [{ classes, ...size, form: form(isDisc ? inDisc : inShape), isFilled: isDisc || filled(style, svg) }];
            });
        });
        probe.remove();
        return found;

        /** Which of 25 points of its box lie in it. */
        function form(holds) {
            const steps = [0.1, 0.3, 0.5, 0.7, 0.9];
            return steps.flatMap((down) => steps.map((right) => (holds(right, down) ? "#" : "."))).join("");
        }

        /** Filled with something else than the ground of the page. */
        function filled({ fill, fillOpacity }, svg) {
            const colour = inside.colour(fill);
            return colour !== undefined && Number(fillOpacity) > 0 && inside.contrast(colour.rgb, inside.ground(svg)) > 1.3;
        }
    },

    /** Texts of a picture with the boxes of their letters, without the room above and below these. */
    lettered(svg) {
        return [...svg.querySelectorAll("text")].filter(inside.isShown).map((text) => {
            const box = text.getBoundingClientRect();
            return {
                text,
                left: box.left,
                right: box.right,
                top: box.top + 0.2 * box.height,
                bottom: box.bottom - 0.2 * box.height,
            };
        });
    },

    /** Red, green, blue from 0 to 255 and how opaque, of a computed colour. */
    colour(text) {
        const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [];
        return numbers.length < 3 ? undefined : { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
    },

    /** One colour over another. */
    over(above, alpha, below) {
        return above.map((part, place) => alpha * part + (1 - alpha) * below[place]);
    },

    /** WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of relative luminances. */
    contrast(one, other) {
        const linear = (part) => (part <= 0.04045 * 255 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
        const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    },

    /** The colour behind an element of the page. */
    ground(element) {
        const layers = [];
        for (let each = element; each; each = each.parentElement) {
            const colour = inside.colour(getComputedStyle(each).backgroundColor);
            if (colour && colour.alpha > 0) layers.push(colour);
        }
        return layers.reduceRight((below, { rgb, alpha }) => inside.over(rgb, alpha, below), [255, 255, 255]);
    },
};
