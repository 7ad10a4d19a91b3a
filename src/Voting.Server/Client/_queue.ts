// What was typed and is not on the server yet, in this browser, entry by entry. Written before anything is sent: a closed tab,
// a lost network or an ended session loses nothing. Kept under the expert, so that two on one device do not meet.

/** Marks as typed, by criterion. */
export interface Typed { marks: { [code: string]: string }; comment: string }

export interface Waiting extends Typed {
  /** The draft that was changed, as the server numbers them; 0 for none. */
  revision: number;
  /** What may already be on the server, its answer being lost. */
  sent?: Typed[];
  /** Somebody has to look: another browser has saved too, the server refuses it, or it is no mark. */
  stuck?: 'conflict' | 'refused' | 'invalid';
}

export class Queue {
  private readonly prefix: string;
  // Storage may be forbidden or full; then it lives as long as the page.
  private readonly page: { [key: string]: string } = {};

  constructor(slug: string, expert: string) { this.prefix = `panel:${slug}:${expert}:`; }

  get(entry: number): Waiting | null {
    const key = this.prefix + entry;
    try {
      return JSON.parse(this.page[key] || localStorage.getItem(key) || 'null');
    } catch {
      return null;
    }
  }

  put(entry: number, waiting: Waiting): void {
    const [key, text] = [this.prefix + entry, JSON.stringify(waiting)];
    try {
      localStorage.setItem(key, text);
      delete this.page[key];
    } catch {
      this.page[key] = text;
    }
  }

  remove(entry: number): void {
    delete this.page[this.prefix + entry];
    try { localStorage.removeItem(this.prefix + entry); } catch { /* was never there */ }
  }

  entries(): number[] {
    let keys = Object.keys(this.page);
    try { keys = keys.concat(Object.keys(localStorage)); } catch { /* the page's own */ }
    return keys.filter(key => key.startsWith(this.prefix)).map(key => Number(key.slice(this.prefix.length)))
      .filter((entry, i, all) => all.indexOf(entry) === i).sort((a, b) => a - b);
  }
}

export function isSame(a: Typed, b: Typed): boolean {
  const codes = Object.keys({ ...a.marks, ...b.marks });
  return a.comment === b.comment && codes.every(code => numeral(a.marks[code]) === numeral(b.marks[code]));
}

/** "86.50" and "86.5" are one mark; none is none. */
function numeral(text: string | undefined): string {
  return text === undefined || text.trim() === '' ? '' : String(Number(text));
}
