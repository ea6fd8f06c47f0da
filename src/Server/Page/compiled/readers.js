import { Refused, Unreachable, call } from "./api.js";
import { ask, el, show } from "./elements.js";
/** Who reads, how far they are, and invitations: for reviewers and owners. */
export async function readersPage(session) {
    const readers = await call("GET", "readers");
    const isOwner = session.reader?.role === "owner";
    const body = el("tbody");
    for (const one of readers)
        body.append(el("tr", {}, el("th", { scope: "row" }, one.name ?? `forgotten (${one.id})`), el("td", {}, one.role), el("td", {}, one.expert ?? "all"), el("td", { class: "number" }, `${one.answered}`), el("td", { class: "number" }, `${one.declined}`), el("td", { class: "number" }, `${one.held}`), el("td", { class: "number" }, (one.activeSeconds / 60).toFixed(1)), el("td", { class: "number" }, one.checkDice === null ? "none" : `${one.checkDice.toFixed(3)} (${one.checks})`), isOwner ? el("td", {}, one.name === null || one.id === session.reader?.id ? "" : el("button", { type: "button", "aria-label": `Forget ${one.name}`, onclick: () => void forget(session, one) }, "Forget")) : null));
    const head = ["Name", "Role", "Expert", "Answered", "Left to the model", "Held", "Minutes", "Dice of checks", ...(isOwner ? ["Identity"] : [])];
    show(`Readers · ${session.title}`, el("h1", {}, "Readers"), isOwner ? invitationCard() : null, el("section", { class: "card" }, el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Readers" }, el("table", {}, el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col" }, text)))), body))));
}
async function forget(session, one) {
    const chosen = await ask(`Forget ${one.name ?? ""}?`, [el("p", {}, "Who they are is deleted for good; their answers stay, under an id that tells nothing.")], [
        { value: "", label: "Keep", primary: true },
        { value: "forget", label: "Forget" },
    ]);
    if (chosen !== "forget")
        return;
    await call("DELETE", `readers/${one.id}`);
    await readersPage(session);
}
function invitationCard() {
    const role = el("select", { id: "role" }, el("option", { value: "reader" }, "reader"), el("option", { value: "reviewer" }, "reviewer"), el("option", { value: "owner" }, "owner"));
    const expert = el("input", { id: "expert", placeholder: "all" });
    const link = el("input", { id: "link", readonly: true, "aria-label": "Link of the invitation" });
    const said = el("p", { role: "status" });
    link.hidden = true;
    const send = async (event) => {
        event.preventDefault();
        try {
            const answer = await call("POST", "invitations", { role: role.value, expert: expert.value === "" ? null : expert.value });
            link.value = `${location.href.split("#")[0]}#invite=${answer.token}`;
            link.hidden = false;
            link.select();
            said.textContent = "It serves once, for 14 days, and is not shown again.";
        }
        catch (e) {
            if (!(e instanceof Refused || e instanceof Unreachable))
                throw e;
            said.textContent = e.message;
        }
    };
    return el("section", { class: "card" }, el("h2", {}, "Invite somebody"), el("form", { class: "row", onsubmit: (event) => void send(event) }, el("label", { for: "role" }, "Role"), role, el("label", { for: "expert" }, "Questions of expert"), expert, el("button", { type: "submit", class: "primary" }, "Make a link")), link, said);
}
