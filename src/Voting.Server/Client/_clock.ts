// The server's time, whatever this device believes: only differences of the own clock are used.

export class ServerClock {
  private offset: number;
  private heard = 0;
  private readonly format: Intl.DateTimeFormat;

  constructor(now: number, language: string, zone: string) {
    this.offset = now - Date.now();
    this.heard = now;
    this.format = new Intl.DateTimeFormat(language, {
      timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
    } as Intl.DateTimeFormatOptions);
  }

  /** The data were whole at this moment. Pass the server's word for it, if it gave one. */
  hear(serverTime?: string | null): void {
    const told = serverTime ? Date.parse(serverTime) : NaN;
    // A Date header is cut to seconds and underway for a while: only a real difference counts.
    if (Math.abs(told - this.now()) > 2000) this.offset = told - Date.now();
    this.heard = this.now();
  }

  /** A time in the data: the server's clock stands there or later. */
  hearAtLeast(asOf: string): void {
    const told = Date.parse(asOf);
    if (told > this.now()) this.offset = told - Date.now();
    this.heard = Math.max(told, this.now());
  }

  get age(): number { return Math.max(0, Math.round((this.now() - this.heard) / 1000)); }

  get dataTime(): string { return this.format.format(this.heard); }

  private now(): number { return Date.now() + this.offset; }
}
