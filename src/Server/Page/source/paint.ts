import { Refused, Unreachable, call } from "./api.js";
import type { SessionAnswer, WorkAnswer } from "./api.js";
import { Annotator } from "./annotator.js";
import { Commands, whatToDo } from "./commands.js";
import { announce, ask, el, show } from "./elements.js";
import { steps } from "./look.js";
import { Outbox } from "./outbox.js";
import { PaintPanel } from "./panel.js";
import { Region } from "./region.js";
import type { Claim } from "./region.js";

/** Step 2: one region on the canvas. */
export async function paintPage(session: SessionAnswer, id: string): Promise<() => void> {
  const page = new PaintPage(session);
  await page.open(id);
  return () => page.close();
}

class PaintPage {
  private annotator!: Annotator;
  private outbox!: Outbox;
  private claim!: Claim;
  private panel!: PaintPanel;
  private commands!: Commands;
  private readonly ending = new AbortController();
  private renewing = 0;
  private busy = false;

  constructor(private readonly session: SessionAnswer) {}

  async open(id: string): Promise<void> {
    const reader = this.session.reader?.id ?? "";
    await Outbox.takeOver(reader, id);
    this.claim = await call<Claim>("POST", `regions/${id}/claim`, {});
    this.outbox = this.newOutbox();
    const region = await Region.load(this.claim);
    this.annotator = new Annotator(region, () => this.outbox);
    this.panel = new PaintPanel(this.annotator, (action) => this.commands.act(action));
    this.commands = new Commands(this.annotator, this.panel, {
      finish: () => void this.finish(),
      decline: () => void this.decline(),
      go: (by) => void this.go(by),
    });
    this.annotator.changed = () => this.panel.update();
    const { canvas } = this.annotator.viewer;
    show(
      `Region of ${this.claim.caseId} · ${this.session.title}`,
      el("div", { class: "row spread" }, el("h1", {}, this.claim.caseId, " ", el("span", { class: "quiet" }, `for ${this.claim.expert}${this.claim.second ? ", second answer" : ""}`)), steps(2, this.claim.caseKey, id)),
      el(
        "div",
        { class: "split paint" },
        el("div", { class: "stage" }, this.panel.toolbar, canvas, el("p", { id: "picture-help", class: "hint" }, "Arrow keys move the cursor, Space sets the tool down and lifts it, Enter finishes, ? shows all keys. Outside of the white line nothing changes.")),
        this.panel.element,
      ),
    );
    canvas.addEventListener("keydown", (event) => this.commands.key(event), { signal: this.ending.signal });
    canvas.addEventListener("focus", () => this.annotator.viewer.changed());
    canvas.addEventListener("blur", () => this.annotator.viewer.changed());
    const { signal } = this.ending;
    window.addEventListener("pagehide", () => this.annotator.commit(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.annotator.commit(), { signal });
    await this.annotator.showSlice(this.annotator.slice);
    this.annotator.fitRegion();
    canvas.focus({ preventScroll: true });
    this.renewing = window.setInterval(() => void this.renew(), ((this.session.study?.leaseSeconds ?? 900) * 1000) / 3);
    this.panel.update();
    this.panel.saved(this.outbox, "");
    if (this.outbox.isEnding) this.annotator.frozen = true;
    if (this.outbox.waiting > 0 || this.outbox.isEnding) void this.outbox.flush();
    announce(`Region of ${this.claim.box.pixels} pixels. ${whatToDo(this.claim)}`);
  }

  close(): void {
    this.ending.abort();
    window.clearInterval(this.renewing);
    this.annotator?.dispose();
  }

  private newOutbox(): Outbox {
    return new Outbox(this.session.reader?.id ?? "", this.claim.id, this.claim.fence, this.claim.version, (outbox, message) => {
      // A page that was left has nothing to say any more.
      if (this.ending.signal.aborted) return;
      this.panel?.saved(outbox, message);
      if (outbox.isEnding && outbox.state === "offline") announce("There is no connection. The region is finished here, and is sent when the connection is back.");
      if (outbox.state === "saved" && message !== "") this.annotator.frozen = false;
      if (outbox.state === "sealed") void this.sealed();
      if (outbox.state === "stale") void this.stale(message);
      if (outbox.state === "lost") void this.lost(message);
      if (outbox.state === "signedOut" && message !== "") announce("You are signed out. Sign in again in another tab; your strokes are kept here.");
    });
  }

  private async renew(): Promise<void> {
    try {
      await call("POST", `regions/${this.claim.id}/renew`, { fence: this.claim.fence });
    } catch (e) {
      if (e instanceof Refused && e.conflict === "lostLease") await this.lost(e.message);
      else if (!(e instanceof Refused || e instanceof Unreachable)) throw e;
    }
  }

  /** Another window has gone on with the region: nobody's strokes are lost without a word. */
  private async stale(message: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const mine = this.outbox.strokes;
    const chosen = await ask(
      "Another window has gone on with this region",
      [el("p", {}, message), el("p", {}, `${mine.length} stroke${mine.length === 1 ? "" : "s"} made here ${mine.length === 1 ? "is" : "are"} not saved.`)],
      [
        { value: "add", label: "Add mine to what stands", primary: true },
        { value: "drop", label: "Drop mine" },
      ],
    );
    const left = this.outbox;
    try {
      this.claim = await call<Claim>("POST", `regions/${this.claim.id}/claim`, {});
    } catch (e) {
      this.busy = false;
      if (e instanceof Refused) return this.lost(e.message);
      if (!(e instanceof Unreachable)) throw e;
      // They wait in the browser until the page is loaded again.
      announce("There is no connection. Your strokes are kept; load the page again when it is back.");
      return;
    }
    left.discard();
    this.outbox = this.newOutbox();
    if (chosen !== "drop") for (const one of mine) this.outbox.add(one);
    this.busy = false;
    const { id } = this.claim;
    this.close();
    await new PaintPage(this.session).reopened(id);
  }

  private async reopened(id: string): Promise<void> {
    await this.open(id);
    window.addEventListener("hashchange", () => this.close(), { once: true });
  }

  private async lost(message: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    window.clearInterval(this.renewing);
    const unsaved = this.outbox.waiting;
    const kept = `What was saved is kept for you, should you get the region again.${unsaved > 0 ? ` ${unsaved} stroke${unsaved === 1 ? " was" : "s were"} not saved and cannot be.` : ""}`;
    await ask("This region is no longer yours", [el("p", {}, message), el("p", {}, kept)], [{ value: "", label: "To the images", primary: true }]);
    this.outbox.discard();
    location.hash = "#/";
  }

  private async finish(): Promise<void> {
    if (this.busy || this.outbox.isEnding) return;
    this.busy = true;
    try {
      this.annotator.commit();
      const { task } = this.claim;
      if (!this.annotator.picture.canUndo) {
        if (task === "judge" || task === "choose") {
          announce(task === "judge" ? "Accept or reject the proposal first, or paint an answer." : "Choose one of the masks first, or none of them, or paint an answer.");
          return;
        }
        const then = this.claim.second ? "Your first answer is then your second, too." : task === "click" || this.claim.startsFromModel ? "The mask that is shown is then your answer." : "The whole region is then background.";
        const chosen = await ask(task === "click" ? "Is nothing wrong?" : "Finish without a stroke?", [el("p", {}, then)], [
          { value: "yes", label: "Finish", primary: true },
          { value: "", label: "Go on painting" },
        ]);
        if (chosen !== "yes") return;
      }
      this.annotator.frozen = true;
      announce("Saving …");
      await this.outbox.settled();
      if (this.outbox.state === "signedOut") {
        announce("You are signed out. Sign in again in another tab, and finish again.");
        this.annotator.frozen = false;
        return;
      }
      if (this.outbox.state === "stale" || this.outbox.state === "lost") return;
      this.outbox.end({ confidence: this.panel.confidence, ...this.annotator.time() });
    } finally {
      this.busy = false;
    }
  }

  /** The server knows that the region is finished. */
  private async sealed(): Promise<void> {
    const again = this.claim.task === "choose" || (this.claim.task === "click" && this.annotator.picture.clicks.length > 0);
    announce(again ? "The region is finished. You may be asked again what the network made of it." : "The region is finished.");
    this.close();
    try {
      await this.goOn();
    } catch (e) {
      await this.failed(e);
    }
  }

  private async decline(): Promise<void> {
    if (this.claim.second) return this.leave("The first answer stands.");
    const reason = el("textarea", { id: "reason", rows: 3, maxlength: 1000, required: true });
    const chosen = await ask("Leave the region to the model?", [el("label", { for: "reason" }, "Why? A sentence for whoever reads the report."), reason], [
      { value: "leave", label: "Leave it" },
      { value: "", label: "Go on painting", primary: true },
    ]);
    if (chosen !== "leave") return this.annotator.viewer.canvas.focus();
    await this.leave(reason.value);
  }

  private async leave(reason: string): Promise<void> {
    try {
      await call("POST", `regions/${this.claim.id}/decline`, { fence: this.claim.fence, reason });
      this.outbox.discard();
      this.annotator.frozen = true;
      this.close();
      await this.goOn();
    } catch (e) {
      await this.failed(e);
    }
  }

  private async failed(e: unknown): Promise<void> {
    if (e instanceof Unreachable) announce("There is no connection. Your strokes are kept; finish again when it is back.");
    else if (e instanceof Refused && e.conflict === "staleVersion") {
      this.busy = false;
      await this.stale(e.message);
    } else if (e instanceof Refused && e.conflict === "lostLease") {
      this.busy = false;
      await this.lost(e.message);
    } else if (e instanceof Refused) announce(e.message);
    else throw e;
  }

  private async goOn(): Promise<void> {
    const next = await call<Claim | null>("POST", "work/next");
    location.hash = next === null ? "#/" : `#/region/${next.id}`;
    if (next === null) announce("All your regions are done. Thank you.");
  }

  /** The region before or after this one in the reader's list, of those that can be had. */
  private async go(by: number): Promise<void> {
    this.annotator.commit();
    const work = (await call<WorkAnswer[]>("GET", "work")).filter((item) => item.state === "mine" || item.state === "open");
    const at = work.findIndex((item) => item.id === this.claim.id);
    if (work.length < 2) {
      announce("There is no other region.");
      return;
    }
    location.hash = `#/region/${work[(at + by + work.length) % work.length].id}`;
  }
}
