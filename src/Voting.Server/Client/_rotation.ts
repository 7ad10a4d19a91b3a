// Goes through the groups on a screen that nobody operates, until somebody presses pause.

export class Rotation {
  private at = 0;
  private paused = false;
  private timer = 0;

  constructor(
    private readonly button: HTMLButtonElement,
    private readonly every: number,
    private readonly texts: { pause: string; resume: string },
    private readonly count: () => number,
    private readonly onTurn: (at: number) => void,
  ) {}

  start(at: number): void {
    this.at = at;
    this.button.hidden = false;
    this.button.addEventListener('click', () => this.toggle());
    this.wait();
  }

  private toggle(): void {
    this.paused = !this.paused;
    this.button.className = this.paused ? 'is-paused' : 'is-running';
    this.button.lastElementChild!.textContent = this.paused ? this.texts.resume : this.texts.pause;
    this.wait();
  }

  private wait(): void {
    clearTimeout(this.timer);
    if (!this.paused) this.timer = window.setTimeout(() => this.turn(), this.every);
  }

  private turn(): void {
    const groups = this.count();
    if (groups > 1) this.onTurn(this.at = (this.at + 1) % groups);
    this.wait();
  }
}
