// Texts come from the server with the page, in its language; here they only get their numbers.

export class Words {
  private readonly numbers: Intl.NumberFormat;

  constructor(private readonly data: DOMStringMap, readonly language: string, private readonly slug: string) {
    this.numbers = new Intl.NumberFormat(language);
  }

  text(key: string): string { return this.data[key] || ''; }

  number(value: number): string { return this.numbers.format(value); }

  votes(value: number): string {
    return fill(this.text(value === 1 ? 'textVote' : 'textVotes'), this.number(value));
  }

  entryNumber(number: number): string { return ('00' + number).slice(-Math.max(3, String(number).length)); }

  entryUrl(number: number): string { return `/c/${this.slug}/e/${number}`; }

  parts(publicScore?: number, expertScore?: number): string {
    if (publicScore === undefined) return '';
    return expertScore === undefined
      ? fill(this.text('textPart'), publicScore.toFixed(2))
      : fill(this.text('textParts'), publicScore.toFixed(2)).replace('{1}', expertScore.toFixed(2));
  }

  move(steps: number): string { return (steps > 0 ? '▲ ' : '▼ ') + this.number(Math.abs(steps)); }

  age(seconds: number): string {
    return seconds < 120
      ? fill(this.text('textSeconds'), this.number(seconds))
      : fill(this.text('textMinutes'), this.number(Math.floor(seconds / 60)));
  }
}

export function fill(text: string, value: string): string {
  return text.replace('{0}', () => value);
}
