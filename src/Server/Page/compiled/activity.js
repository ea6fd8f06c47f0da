/** Measures how long somebody is at work: pauses of more than five seconds without a key or a movement do not count. */
export class Activity {
    static pause = 5000;
    active = 0;
    last = performance.now();
    begun = performance.now();
    constructor(on, signal) {
        for (const kind of ["pointermove", "pointerdown", "keydown", "wheel"])
            on.addEventListener(kind, () => this.touch(), { passive: true, signal });
    }
    /** What passed since the last call, in whole milliseconds. */
    take() {
        this.touch();
        const now = performance.now();
        const taken = { active: Math.round(this.active), wall: Math.round(now - this.begun) };
        this.active = 0;
        this.begun = now;
        return { active: Math.min(taken.active, taken.wall), wall: taken.wall };
    }
    touch() {
        const now = performance.now();
        this.active += Math.min(now - this.last, Activity.pause);
        this.last = now;
    }
}
