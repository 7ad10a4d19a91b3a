// The fields of a sheet: a number beside each slider, the one showing the other, and the weighted total of them.
import type { Typed } from './_queue';

interface Field { code: string; max: number; weight: number; number: HTMLInputElement; slider: HTMLInputElement; error: HTMLElement }

export class Fields {
  private readonly all: Field[];
  private readonly comment: HTMLTextAreaElement;
  private readonly total: HTMLOutputElement;

  constructor(private readonly form: HTMLFormElement, onTyped: () => void) {
    this.comment = form.querySelector<HTMLTextAreaElement>('textarea[name=comment]')!;
    this.total = form.querySelector<HTMLOutputElement>('[data-total]')!;
    this.all = Array.from(form.querySelectorAll<HTMLElement>('[data-criterion]')).map(row => ({
      code: row.dataset.criterion!, max: Number(row.dataset.max), weight: Number(row.dataset.weight),
      number: row.querySelector<HTMLInputElement>('input:not([type=range])')!,
      slider: row.querySelector<HTMLInputElement>('input[type=range]')!,
      error: row.querySelector<HTMLElement>('.field-error')!,
    }));
    this.all.forEach((field, i) => {
      const slide = () => {
        field.number.value = field.slider.value;
        this.show(field);
        onTyped();
      };
      field.slider.hidden = false;
      field.slider.addEventListener('input', slide);
      // A first touch where the thumb already is moves nothing, and means zero.
      field.slider.addEventListener('click', () => { if (field.number.value === '') slide(); });
      field.number.addEventListener('input', () => {
        this.show(field);
        onTyped();
      });
      field.number.addEventListener('change', () => this.complain(field));
      field.number.addEventListener('keydown', event => {
        const next = this.all[i + 1];
        if (event.key !== 'Enter' || !next) return;
        event.preventDefault();
        next.number.focus();
        next.number.select();
      });
    });
    this.comment.addEventListener('input', onTyped);
    this.refresh();
  }

  get typed(): Typed {
    const marks: { [code: string]: string } = {};
    for (const field of this.all) marks[field.code] = plain(field.number.value);
    return { marks, comment: this.comment.value };
  }

  fill(typed: Typed): void {
    for (const field of this.all) field.number.value = typed.marks[field.code] || '';
    this.comment.value = typed.comment;
    this.refresh();
  }

  get areValid(): boolean { return this.all.every(field => this.problemOf(field) === ''); }

  get areWhole(): boolean { return this.all.every(field => plain(field.number.value) !== ''); }

  /** Says at every field what is wrong, and goes to the first. */
  complainAll(): void {
    this.all.forEach(field => this.complain(field));
    const first = this.all.find(field => this.problemOf(field) !== '');
    if (first) first.number.focus();
  }

  nameOf(code: string): string {
    return this.form.querySelector<HTMLElement>(`[data-criterion="${code}"]`)!.dataset.name!;
  }

  private refresh(): void { this.all.forEach(field => this.show(field)); }

  private show(field: Field): void {
    const text = plain(field.number.value);
    const marked = text !== '' && this.problemOf(field) === '';
    if (marked) field.slider.value = text;
    field.slider.classList.toggle('unset', !marked);
    if (marked) field.slider.removeAttribute('aria-valuetext');
    else field.slider.setAttribute('aria-valuetext', this.form.dataset.unmarked!);
    if (this.problemOf(field) === '') this.complain(field);
    this.sum();
  }

  private complain(field: Field): void {
    const problem = this.problemOf(field);
    field.error.textContent = problem;
    if (problem) field.number.setAttribute('aria-invalid', 'true');
    else field.number.removeAttribute('aria-invalid');
  }

  private problemOf(field: Field): string {
    const text = plain(field.number.value);
    if (text === '') return '';
    if (!/^-?\d{1,9}(\.\d{1,9})?$/.test(text)) return this.form.dataset.format!;
    if (Number(text) < 0 || Number(text) > field.max) return this.form.dataset.range!.replace('{0}', String(field.max));
    return /\.\d{3}\d*[1-9]/.test(text) ? this.form.dataset.decimals! : '';
  }

  /** As the server counts: weight · mark / full mark, of a hundred, half up. The server's own number stands after saving. */
  private sum(): void {
    const missing = this.all.filter(field => plain(field.number.value) === '' || this.problemOf(field) !== '').length;
    this.total.classList.toggle('open', missing > 0);
    if (missing > 0) {
      this.total.textContent = this.form.dataset.missing!.replace('{0}', String(missing));
      return;
    }
    const weights = this.all.reduce((sum, field) => sum + field.weight, 0);
    const points = this.all.reduce((sum, field) => sum + field.weight * Number(plain(field.number.value)) / field.max, 0);
    this.total.textContent = (Math.floor(points / weights * 10_000 + 0.5 + 1e-6) / 100).toFixed(2);
  }
}

/** Full-width digits and points of Chinese keyboards are as good as others. */
function plain(text: string): string { return text.normalize('NFKC').replace('。', '.').trim(); }
