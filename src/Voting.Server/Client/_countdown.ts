// The countdown, by the server's clock: the page brings its time along, the phone only measures what has passed.

export function countDown(clock: HTMLElement): void {
  const until = Number(clock.dataset.until);
  const ahead = Number(clock.dataset.now) - Date.now();
  const parts = Array.from(clock.querySelectorAll<HTMLElement>('span'));
  const show = () => {
    const left = Math.max(0, Math.floor((until - Date.now() - ahead) / 1000));
    const days = Math.floor(left / 86400);
    const values = [days, Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60];
    parts.forEach((part, i) => {
      part.querySelector('b')!.textContent = i ? String(values[i]).padStart(2, '0') : String(days);
    });
    parts[0]!.hidden = days === 0;
    parts[3]!.hidden = days > 0;
    if (left > 0) return;
    clearInterval(timer);
    // Voting opens or closes: the page changes. Not everybody at the same moment.
    setTimeout(() => location.reload(), 1000 + Math.random() * 9000);
  };
  const timer = setInterval(show, 1000);
  show();
}
