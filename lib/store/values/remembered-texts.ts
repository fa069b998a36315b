/** Shorter texts are hashed as fast as they are found again. */
const leastLength = 200;

/** How many characters of texts are remembered in all. */
const mostLength = 2 ** 24;

/** What there is of long texts, by the texts: where there are too many of them the oldest go. */
export class RememberedTexts<T> {
  private readonly all = new Map<string, T>();
  private length = 0;

  get(text: string): T | undefined {
    return this.all.get(text);
  }

  set(text: string, what: T): void {
    if (text.length < leastLength || this.all.has(text)) return;
    this.all.set(text, what);
    this.length += text.length;
    for (const oldest of this.all.keys()) {
      if (this.length <= mostLength) return;
      this.delete(oldest);
    }
  }

  delete(text: string): void {
    if (this.all.delete(text)) this.length -= text.length;
  }
}
