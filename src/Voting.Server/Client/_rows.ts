// One group's rows on the page: the server's own list items, kept, filled anew and put in order.
import { isRanked } from './_model';
import type { Row } from './_model';
import { count, glide } from './_motion';
import type { Words } from './_words';

const showMoveFor = 10000;

export class Rows {
  private readonly items = new Map<number, HTMLElement>();
  private readonly places = new Map<number, number>();
  private readonly moves = new Map<number, number>();
  private group: string | null;

  constructor(
    private readonly list: HTMLElement,
    private readonly template: HTMLTemplateElement,
    private readonly words: Words,
    private readonly weights: { public: number; expert: number },
    private readonly top: number,
    group: string | null,
  ) {
    this.group = group;
    for (const item of Array.from(list.children)) this.items.set(Number((item as HTMLElement).dataset.number), item as HTMLElement);
  }

  show(group: string, rows: Row[]): void {
    if (group !== this.group) this.clear();
    this.group = group;
    const ranked = isRanked(rows);
    const shown = this.top ? rows.slice(0, this.top) : rows;
    const focused = document.activeElement as HTMLElement | null;
    glide(this.list, () => {
      const wanted = new Set(shown.map(row => row.number));
      this.items.forEach((item, number) => {
        if (wanted.has(number)) return;
        item.remove();
        this.items.delete(number);
      });
      shown.forEach((row, i) => this.put(row, i));
    });
    for (const row of shown) this.fill(this.items.get(row.number)!, row, ranked);
    for (const row of rows) if (row.rank !== undefined) this.places.set(row.number, row.rank);
    if (focused && focused !== document.activeElement && this.list.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** Takes away the arrows that were seen long enough. */
  tidy(): void {
    const now = Date.now();
    this.moves.forEach((until, number) => {
      if (until > now) return;
      this.moves.delete(number);
      const item = this.items.get(number);
      if (item) part(item, 'move').textContent = '';
    });
  }

  private clear(): void {
    this.list.textContent = '';
    this.items.clear();
    this.places.clear();
    this.moves.clear();
  }

  private put(row: Row, i: number): void {
    let item = this.items.get(row.number);
    if (!item) {
      item = (this.template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
      item.dataset.number = String(row.number);
      this.items.set(row.number, item);
    }
    const at = this.list.children[i] || null;
    if (at !== item) this.list.insertBefore(item, at);
  }

  private fill(item: HTMLElement, row: Row, ranked: boolean): void {
    const { words } = this;
    const place = part(item, 'place');
    setText(place, ranked && row.rank !== undefined ? String(row.rank) : '–');
    item.classList.toggle('leading', ranked && row.rank !== undefined && row.rank <= 3);
    const title = part(item, 'title');
    setText(title, row.title);
    if (title instanceof HTMLAnchorElement) title.href = words.entryUrl(row.number);
    setText(part(item, 'number'), words.entryNumber(row.number));
    this.showMove(item, row, ranked);

    const votes = part(item, 'votes');
    const score = part(item, 'score');
    if (row.votes === undefined) setText(votes, '');
    else count(votes, row.votes, value => setText(votes, words.votes(Math.round(value))));
    if (row.score === undefined) setText(score, '');
    else count(score, row.score, value => setText(score, value.toFixed(2)));

    const parts = item.querySelector('[data-part="parts"]');
    if (parts) setText(parts, words.parts(row.publicScore, row.expertScore));

    const publicBar = part(item, 'public');
    const expertBar = part(item, 'expert');
    const publicShare = (row.publicScore || 0) * this.weights.public;
    count(publicBar, publicShare, value => {
      publicBar.setAttribute('width', value.toFixed(2));
      expertBar.setAttribute('x', value.toFixed(2));
    });
    count(expertBar, (row.expertScore || 0) * this.weights.expert, value => expertBar.setAttribute('width', value.toFixed(2)));
  }

  private showMove(item: HTMLElement, row: Row, ranked: boolean): void {
    const before = this.places.get(row.number);
    if (!ranked || before === undefined || row.rank === undefined || before === row.rank) return;
    const move = part(item, 'move');
    const steps = before - row.rank;
    move.className = 'move ' + (steps > 0 ? 'up' : 'down');
    setText(move, this.words.move(steps));
    this.moves.set(row.number, Date.now() + showMoveFor);
  }
}

function part(item: HTMLElement, name: string): HTMLElement {
  return item.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
