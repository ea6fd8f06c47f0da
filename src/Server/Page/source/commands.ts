import type { Annotator } from "./annotator.js";
import { announce } from "./elements.js";
import type { PaintPanel } from "./panel.js";
import type { Claim } from "./region.js";
import { actionOf, showShortcuts } from "./shortcuts.js";
import type { Tool } from "./strokes.js";

/** What the page does besides painting. */
export interface PageCommands {
  finish: () => void;
  decline: () => void;
  go: (by: number) => void;
}

/** What is to be done with a region, in a sentence for who comes to it. */
export function whatToDo(claim: Claim): string {
  if (claim.second) return "The model's outline is shown now. Your first answer is kept; change what you would answer otherwise, and finish.";
  const again = claim.round > 0 ? " The network has followed your last answer." : "";
  switch (claim.task) {
    case "choose":
      return `Choose one of ${claim.proposals} masks: keys 1 to ${claim.proposals}, Enter finishes, R takes none.${again}`;
    case "click":
      return `Click where what is shown is wrong, or finish with Enter if nothing is.${again}`;
    default:
      if (claim.task === "judge" && claim.round > 0) return "This is what the network made of your answers: A accepts it, paint over what is wrong, R leaves the region to the model.";
      return claim.proposals > 0 ? "There is a proposal: A accepts it, R rejects it." : "Paint what belongs to the target.";
  }
}

/** What keys and buttons do to the region on the canvas. */
export class Commands {
  constructor(
    private readonly annotator: Annotator,
    private readonly panel: PaintPanel,
    private readonly page: PageCommands,
  ) {}

  /** Does what a key is for. */
  key(event: KeyboardEvent): void {
    const action = actionOf(event);
    if (action === null || event.key === "Tab") return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    const [dx, dy] = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, -1], arrowdown: [0, 1] }[event.key.toLowerCase()] ?? [0, 0];
    const one = this.annotator;
    const sign = event.shiftKey ? -1 : 1;
    switch (action) {
      case "move":
        one.move(far * dx, far * dy);
        break;
      case "pan":
        one.viewer.pan(-40 * dx, -40 * dy);
        break;
      case "pen":
        if (!event.repeat) one.pen();
        break;
      case "class":
        if (this.annotator.region.claim.task === "choose") this.act(`candidate ${Number(event.key) - 1}`);
        else this.panel.chooseClass(Number(event.key) - 1 + (this.annotator.region.claim.exclusive ? 1 : 0));
        break;
      case "window":
        this.panel.window(sign, 0);
        break;
      case "level":
        this.panel.window(0, -sign);
        break;
      case "opacity":
        this.panel.opacity(-0.1 * sign);
        break;
      case "slice":
        void one.showSlice(one.slice + (event.key === "PageUp" ? -1 : 1));
        break;
      default:
        if (!event.repeat || action === "undo" || action === "redo" || action.startsWith("zoom")) this.act(action);
    }
  }

  /** Does what a button or a key is for. */
  act(action: string): void {
    const one = this.annotator;
    switch (action.split(" ")[0]) {
      case "brush":
      case "eraser":
      case "lasso":
      case "polygon":
      case "fill":
      case "click":
        one.choose(action as Tool);
        break;
      case "erase":
        one.erases = !one.erases;
        announce(one.erases ? "Lasso, polygon and fill take away." : "Lasso, polygon and fill add.");
        this.panel.update();
        break;
      case "accept":
        if (this.annotator.region.claim.proposals > 0) one.act(one.proposal > 0 ? { tool: "accept", proposal: one.proposal } : { tool: "accept" });
        announce(this.annotator.region.claim.proposals > 0 ? "Accepted. Enter finishes the region." : "There is no proposal.");
        break;
      case "candidate":
        this.take(Number(action.split(" ")[1]));
        break;
      case "reject":
        if (this.annotator.region.claim.proposals > 0) one.act({ tool: "reject" });
        announce(this.annotator.region.claim.proposals > 0 ? "Rejected. Paint your own answer, or finish with Enter." : "There is no proposal.");
        break;
      case "proposal":
        if (this.annotator.region.claim.proposals > 1) {
          one.proposal = (one.proposal + 1) % this.annotator.region.claim.proposals;
          announce(`Proposal ${one.proposal + 1} of ${this.annotator.region.claim.proposals}.`);
          one.outlines();
          this.panel.update();
        }
        break;
      case "clear":
      case "undo":
      case "redo":
        one.act({ tool: action as Tool });
        break;
      case "smaller":
      case "larger":
        this.panel.resize(action === "larger" ? 1 : -1);
        break;
      case "zoomIn":
        one.viewer.zoom(1.25);
        break;
      case "zoomOut":
        one.viewer.zoom(0.8);
        break;
      case "fitRegion":
        one.fitRegion();
        break;
      case "fitImage":
        one.fitImage();
        break;
      case "model":
        one.showsModel = !one.showsModel;
        one.outlines();
        break;
      case "next":
        this.page.go(1);
        break;
      case "previous":
        this.page.go(-1);
        break;
      case "cancel":
        one.cancel();
        break;
      case "finish":
        if (one.stroke !== null && one.tool === "polygon") one.commit();
        else this.page.finish();
        break;
      case "decline":
        this.page.decline();
        break;
      case "help":
        void showShortcuts().then(() => one.viewer.canvas.focus());
        break;
    }
  }

  private take(which: number): void {
    const { proposals } = this.annotator.region.claim;
    if (which < 0 || which >= proposals) return;
    this.annotator.proposal = which;
    this.annotator.act(which > 0 ? { tool: "accept", proposal: which } : { tool: "accept" });
    this.annotator.outlines();
    announce(`Mask ${which + 1} of ${proposals} is chosen. Enter finishes the region.`);
  }
}
