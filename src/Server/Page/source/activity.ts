/** Measures how long somebody is at work: pauses of more than five seconds without a key or a movement do not count. */
export class Activity {
  private static readonly pause = 5000;
  private active = 0;
  private last = performance.now();
  private begun = performance.now();

  constructor(on: HTMLElement, signal: AbortSignal) {
    for (const kind of ["pointermove", "pointerdown", "keydown", "wheel"]) on.addEventListener(kind, () => this.touch(), { passive: true, signal });
  }

  /** What passed since the last call, in whole milliseconds. */
  take(): { active: number; wall: number } {
    this.touch();
    const now = performance.now();
    const taken = { active: Math.round(this.active), wall: Math.round(now - this.begun) };
    this.active = 0;
    this.begun = now;
    return { active: Math.min(taken.active, taken.wall), wall: taken.wall };
  }

  private touch(): void {
    const now = performance.now();
    this.active += Math.min(now - this.last, Activity.pause);
    this.last = now;
  }
}
