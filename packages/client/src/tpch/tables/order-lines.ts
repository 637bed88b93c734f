// What orders and lineitem share: an order's key, and the streams that decide its date and lines. orders draws the
// lines too, for its total price and status.
import { FIRST_DAY, ORDER_DAYS } from "../calendar.ts";
import { RandomStream } from "../random-stream.ts";
import { scaled, unitsAtScaleOne } from "../scale.ts";

export const LINES_PER_ORDER = 7;

/** o_orderkey of order `index` (from 1): eight keys are used, the next 24 left out. */
export function orderKey(index: number): number {
  const low = index % 8;
  return (index - low) * 4 + low;
}

export class OrderLines {
  readonly streams: readonly RandomStream[];
  private readonly date = new RandomStream(1066728069);
  private readonly lines = new RandomStream(1434868289);
  private readonly lineQuantity = new RandomStream(209208115, LINES_PER_ORDER);
  private readonly lineDiscount = new RandomStream(554590007, LINES_PER_ORDER);
  private readonly lineTax = new RandomStream(721958466, LINES_PER_ORDER);
  private readonly linePart = new RandomStream(1808217256, LINES_PER_ORDER);
  private readonly lineShipping = new RandomStream(1769349045, LINES_PER_ORDER);
  private readonly parts: number;

  constructor(scaleFactor: number) {
    this.parts = scaled(unitsAtScaleOne.part, scaleFactor);
    this.streams = [
      this.date,
      this.lines,
      this.lineQuantity,
      this.lineDiscount,
      this.lineTax,
      this.linePart,
      this.lineShipping,
    ];
  }

  /** Days since 1970-01-01. */
  orderDate(): number {
    return FIRST_DAY + this.date.between(0, ORDER_DAYS);
  }

  lineCount(): number {
    return this.lines.between(1, LINES_PER_ORDER);
  }

  quantity(): number {
    return this.lineQuantity.between(1, 50);
  }

  /** Percent. */
  discount(): number {
    return this.lineDiscount.between(0, 10);
  }

  /** Percent. */
  tax(): number {
    return this.lineTax.between(0, 8);
  }

  partKey(): number {
    return this.linePart.between(1, this.parts);
  }

  /** Days from order to shipping. */
  shippingDays(): number {
    return this.lineShipping.between(1, 121);
  }

  /** The lines of `count` orders from order `first` on. */
  static countLines(first: number, count: number): number {
    const { lines } = new OrderLines(1);
    lines.skipRows(first);
    let sum = 0;
    for (let order = 0; order < count; order++) sum += lines.between(1, LINES_PER_ORDER);
    return sum;
  }
}
