import { bytes, call } from "./api.js";
import { el, show } from "./elements.js";
import { Look, steps } from "./look.js";
import { outline } from "./planes.js";
const colours = ["#ffd23f", "#ff78be", "#96ff8c", "#c8a0ff", "#ffa05a", "#7ee0d0"];
/** Step 1 of an image: what the model outlines, where it may be seen, and who is asked where. */
export async function casePage(session, key) {
    const one = await call("GET", `cases/${key}`);
    const look = new Look(one, `${one.caseId} with the regions that people are asked about`);
    const experts = [...new Set(one.regions.map((region) => region.expert))].sort();
    const colourOf = (expert) => colours[experts.indexOf(expert) % colours.length];
    const draw = async () => {
        const raw = await bytes(`cases/${key}/areas?slice=${look.slice}`);
        const areas = new Uint16Array(raw.buffer, raw.byteOffset, raw.byteLength >> 1);
        look.viewer.outlines = experts.map((expert) => ({
            path: outline((pixel) => (areas[pixel] > 0 && one.regions[areas[pixel] - 1].expert === expert ? areas[pixel] : 0), one.height, one.width),
            colour: colourOf(expert),
        }));
        if (one.seesModel)
            look.viewer.outlines.push({ path: look.border(await look.mask("model")), colour: "#40d0ff", dashed: true });
        look.viewer.changed();
    };
    const mine = one.regions.find((region) => region.state === "mine") ?? one.regions.find((region) => region.state === "open");
    const legend = el("ul", { class: "legend" });
    for (const expert of experts) {
        const regions = one.regions.filter((region) => region.expert === expert);
        const swatch = el("span", { class: "swatch" });
        swatch.style.borderColor = colourOf(expert);
        legend.append(el("li", {}, swatch, `${expert}: ${regions.length} region${regions.length === 1 ? "" : "s"}, ${regions.filter((region) => region.answered || region.state === "declined").length} done`));
    }
    if (one.seesModel) {
        const swatch = el("span", { class: "swatch dashed" });
        swatch.style.borderColor = "#40d0ff";
        legend.append(el("li", {}, swatch, "The model's outline"));
    }
    const list = el("ol", { class: "regions" });
    one.regions.forEach((region, i) => {
        const text = `Region ${i + 1}: ${region.box.pixels} pixels at row ${region.box.top}, column ${region.box.left}`;
        const state = region.state === "mine" ? "yours now" : region.answered ? "answered" : region.state === "declined" ? "left to the model" : region.state === null ? "somebody else's" : "open";
        list.append(el("li", {}, region.state === "mine" || region.state === "open" ? el("a", { href: `#/region/${region.id}` }, text) : text, ` (${region.expert}, ${state})`));
    });
    show(`${one.caseId} · ${session.title}`, el("div", { class: "row spread" }, el("h1", {}, one.caseId), steps(1, key, mine?.id ?? null)), el("div", { class: "split" }, el("div", { class: "stage" }, look.viewer.canvas), el("aside", { class: "card", "aria-label": "Routing" }, el("h2", {}, "Who is asked"), el("p", {}, `Everywhere else the model answers. ${one.height} by ${one.width} pixels, ${one.bits} bits.`), legend, one.seesModel ? null : el("p", { class: "hint" }, "The model's outline is hidden until you have answered all your regions of this image."), look.sliceControl(draw), mine === undefined ? null : el("a", { class: "button primary", href: `#/region/${mine.id}` }, "Paint"), el("h2", {}, "Regions"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "List of regions" }, list))));
    await look.load(look.slice);
    await draw();
    look.fit();
    return () => look.dispose();
}
