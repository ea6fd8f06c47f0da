import { Refused, Unreachable, call, upload } from "./api.js";
import { announce, el, show } from "./elements.js";
/** Step 1: the images, how far they are, and an image of one's own where the server takes it. */
export async function casesPage(session) {
    const [cases, work] = await Promise.all([call("GET", "cases"), call("GET", "work")]);
    const seesAll = session.reader?.role !== "reader";
    const done = work.filter((item) => item.state === "sealed" || item.state === "declined").length;
    const open = work.length - done;
    const progress = el("progress", { max: Math.max(work.length, 1), value: done, "aria-label": "Your progress" });
    show(`Images · ${session.title}`, el("h1", {}, "Images"), el("section", { class: "card row spread" }, el("div", { class: "grow" }, el("p", { class: "big" }, open === 0 ? (work.length === 0 ? "Nothing is asked of you yet." : "All your regions are done. Thank you.") : `${done} of ${work.length} regions done`), progress), open === 0 ? null : el("a", { class: "button primary", href: "#/next", id: "begin" }, work.some((item) => item.state === "mine") ? "Go on with your region" : "Begin with the next region")), session.study?.uploads === true ? uploadCard() : null, el("section", { class: "card" }, el("h2", {}, `${cases.length} image${cases.length === 1 ? "" : "s"}`), cases.length === 0 ? el("p", {}, "There is no image yet.") : caseTable(cases, seesAll)));
}
function caseTable(cases, seesAll) {
    const body = el("tbody");
    for (const one of cases)
        body.append(el("tr", {}, el("th", { scope: "row" }, el("a", { href: `#/case/${one.key}` }, one.caseId)), el("td", {}, one.experts.join(", ")), el("td", { class: "number" }, one.regions === 0 ? "none" : `${one.done} of ${one.regions}${one.held ? " (one is yours now)" : ""}`), seesAll ? el("td", { class: "number" }, `${one.allDone ?? 0} of ${one.allRegions ?? 0}`) : null, el("td", {}, el("a", { href: `#/result/${one.key}`, "aria-label": `Result of ${one.caseId}` }, "Result"))));
    return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Image"), el("th", { scope: "col" }, "Who is asked"), el("th", { scope: "col" }, "Your regions done"), seesAll ? el("th", { scope: "col" }, "All regions done") : null, el("th", { scope: "col" }, "Step 3"))), body));
}
function uploadCard() {
    const file = el("input", { type: "file", id: "file", accept: ".png,.jpg,.jpeg,.tif,.tiff,.bmp" });
    const said = el("p", { role: "status" });
    const button = el("button", { type: "button", class: "primary" }, "Route it");
    button.addEventListener("click", () => void send());
    async function send() {
        const chosen = file.files?.[0];
        if (chosen === undefined) {
            said.textContent = "Choose a file first.";
            return;
        }
        button.disabled = true;
        said.textContent = `${chosen.name} is being routed …`;
        try {
            const routed = await upload(`uploads?name=${encodeURIComponent(chosen.name)}`, chosen);
            said.replaceChildren(routed.questions === 0 ? `${routed.caseId}: the model answers everywhere; nobody is asked.` : "", routed.questions === 0 ? "" : el("a", { href: `#/case/${routed.key}` }, `${routed.caseId}: ${routed.questions} region${routed.questions === 1 ? "" : "s"} to answer`));
            announce(said.textContent ?? "");
        }
        catch (e) {
            if (!(e instanceof Refused || e instanceof Unreachable))
                throw e;
            said.textContent = e.message;
        }
        finally {
            button.disabled = false;
        }
    }
    return el("section", { class: "card" }, el("h2", {}, "An image of yours"), el("div", { class: "row" }, el("label", { for: "file" }, "PNG, JPEG, TIFF or BMP"), file, button), said);
}
