import { Refused, call } from "./api.js";
import { announce, el, show } from "./elements.js";
import { Look, steps } from "./look.js";
import { classColours } from "./viewer.js";
const layers = [
    { which: "model", label: "Model's outline", colour: "#40d0ff", dashed: true },
    { which: "expert", label: "Experts' outline", colour: "#ff78be", dashed: false },
    { which: "truth", label: "Truth", colour: "#96ff8c", dashed: false },
];
/** Step 3: the answers in the model's mask, side by side with the model, and with the truth where there is one. */
export async function resultPage(session, key) {
    const one = await call("GET", `cases/${key}`);
    if (!one.seesModel) {
        const mine = one.regions.find((region) => region.state === "mine" || region.state === "open");
        show(`Result · ${session.title}`, el("div", { class: "row spread" }, el("h1", {}, one.caseId), steps(3, key, mine?.id ?? null)), el("section", { class: "card" }, el("p", {}, "The result is shown once everything that is asked about this image has been answered: so nobody is led by the model."), mine === undefined ? null : el("a", { class: "button primary", href: `#/region/${mine.id}` }, "Paint")));
        return () => undefined;
    }
    const comparison = await call("GET", `cases/${key}/comparison`);
    const look = new Look(one, `${one.caseId}: the answers of experts put into the model's mask`);
    const size = one.height * one.width;
    const shown = new Set(["fused", "model", "expert", "truth"]);
    const draw = async () => {
        const fused = await look.mask("fused");
        const [r, g, b] = classColours[0];
        const colours = classColours.map(([cr, cg, cb]) => 0xff000000 | (cb << 16) | (cg << 8) | cr);
        look.viewer.paint((pixel) => {
            if (!shown.has("fused"))
                return 0;
            for (let k = one.classes - 1; k >= (one.exclusive ? 1 : 0); k--)
                if (fused[k * size + pixel] === 1)
                    return colours[k % colours.length] ?? (0xff000000 | (b << 16) | (g << 8) | r);
            return 0;
        }, null);
        const found = await Promise.all(layers
            .filter((layer) => shown.has(layer.which) && (layer.which !== "truth" || comparison.modelAndTruth !== null))
            .map(async (layer) => ({ path: look.border(await look.mask(layer.which)), colour: layer.colour, dashed: layer.dashed })));
        look.viewer.outlines = found;
        look.viewer.changed();
    };
    const choices = el("fieldset", {}, el("legend", {}, "Shown"));
    for (const layer of [{ which: "fused", label: "Fused mask", colour: "#ffd23f", dashed: false }, ...layers]) {
        if (layer.which === "truth" && comparison.modelAndTruth === null)
            continue;
        const box = el("input", { type: "checkbox", id: `show-${layer.which}`, checked: true });
        box.addEventListener("change", () => {
            if (box.checked)
                shown.add(layer.which);
            else
                shown.delete(layer.which);
            void draw();
        });
        const swatch = el("span", { class: layer.dashed ? "swatch dashed" : "swatch" });
        swatch.style.borderColor = layer.colour;
        choices.append(el("div", { class: "check" }, box, el("label", { for: box.id }, swatch, layer.label)));
    }
    show(`Result · ${session.title}`, el("div", { class: "row spread" }, el("h1", {}, one.caseId), steps(3, key, null)), el("div", { class: "split" }, el("div", { class: "stage" }, look.viewer.canvas), el("aside", { class: "card", "aria-label": "Comparison" }, el("h2", {}, "Model and experts"), el("p", {}, `${comparison.answered} of ${comparison.regions} regions are answered${one.seesAll ? "" : " by you"}; ${comparison.changed} pixels (${((100 * comparison.changed) / comparison.pixels).toFixed(2)} %) are other than the model's.`), table(comparison), choices, look.sliceControl(draw), secondAnswers(one), el("a", { class: "button", href: "#/" }, "To the images"))));
    await look.load(look.slice);
    try {
        await draw();
    }
    catch (e) {
        if (!(e instanceof Refused))
            throw e;
    }
    look.fit();
    return () => look.dispose();
}
// Whoever sees the model after their answer may give another one.
function secondAnswers(one) {
    const regions = one.regions.map((region, i) => ({ region, name: `Region ${i + 1}: ${region.box.pixels} pixels` })).filter(({ region }) => region.again || region.second !== null);
    if (regions.length === 0)
        return null;
    const list = el("ul", { class: "regions" });
    for (const { region, name } of regions) {
        const button = el("button", { type: "button", "aria-label": `Answer again: ${name}` }, region.second === null ? "Answer again" : "Go on");
        button.addEventListener("click", () => {
            call("POST", `regions/${region.id}/second`, {}).then(({ id }) => (location.hash = `#/region/${id}`), (e) => announce(e instanceof Error ? e.message : "This is not possible now."));
        });
        list.append(el("li", {}, name, " ", region.again ? button : region.second === "sealed" ? "answered twice" : "the first answer stands"));
    }
    return el("section", { "aria-label": "Second answers" }, el("h2", {}, "Second answers"), el("p", { class: "hint" }, "Now that you see the model, you may answer again. Both answers are kept; what is shown here is the first."), list);
}
function table(comparison) {
    const body = el("tbody");
    const rows = [
        ["Fused and model", comparison.fusedAndModel],
        ["Model and truth", comparison.modelAndTruth],
        ["Fused and truth", comparison.fusedAndTruth],
    ];
    for (const [label, values] of rows)
        if (values !== null)
            body.append(el("tr", {}, el("th", { scope: "row" }, label), ...values.map((value) => el("td", { class: "number" }, value.toFixed(4)))));
    const classes = comparison.fusedAndModel.map((_, k) => el("th", { scope: "col" }, comparison.fusedAndModel.length === 1 ? "Dice" : `Dice of class ${k + 1}`));
    return el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Masks"), ...classes)), body);
}
