import { Refused, Unreachable, call, keepCsrf } from "./api.js";
import type { SessionAnswer } from "./api.js";
import { announce, el, show } from "./elements.js";

/** Lets somebody in: by the invitation in the address, or by name and password. */
export function signInPage(title: string, invitation: string | null, done: (session: SessionAnswer) => void): void {
  const name = el("input", { id: "name", autocomplete: "username", required: true, maxlength: 200 });
  const password = el("input", { id: "password", type: "password", autocomplete: invitation === null ? "current-password" : "new-password", required: invitation === null });
  const problem = el("p", { class: "problem", role: "alert" });
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const secret = password.value === "" && invitation !== null ? null : password.value;
      const session = keepCsrf(await call<SessionAnswer>("POST", "session", { name: name.value, password: secret, invitation }));
      announce(`Signed in as ${session.reader?.name ?? ""}.`);
      done(session);
    } catch (e) {
      if (!(e instanceof Refused || e instanceof Unreachable)) throw e;
      problem.textContent = e.message;
      name.focus();
    }
  };
  show(
    `Sign in · ${title}`,
    el(
      "section",
      { class: "card narrow" },
      el("h1", {}, invitation === null ? "Sign in" : "You are invited"),
      el("p", {}, invitation === null ? `To read for “${title}”, sign in, or open the link of your invitation.` : `Say what you want to be called in “${title}”.`),
      el(
        "form",
        { onsubmit: (event) => void send(event) },
        el("label", { for: "name" }, "Name"),
        name,
        el("label", { for: "password" }, invitation === null ? "Password" : "Password for the next time"),
        password,
        invitation === null ? null : el("p", { class: "hint" }, "At least 8 letters. Without one you can come again from this browser alone, for 30 days."),
        problem,
        el("button", { class: "primary", type: "submit" }, invitation === null ? "Sign in" : "Begin"),
      ),
    ),
  );
  name.focus();
}
