// A queue of which both ends cost the same however long it is: Array.shift does not. Apart because it knows no task.

export class Fifo<Item> {
  private items: Item[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  /** The oldest item, which stays. */
  peek(): Item | undefined {
    return this.items[this.head];
  }

  /** The oldest item, taken out. */
  take(): Item | undefined {
    if (this.head === this.items.length) return undefined;
    const item = this.items[this.head];
    this.head++;
    // Half of it is taken: give the memory back, at a constant cost per item.
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }
}
