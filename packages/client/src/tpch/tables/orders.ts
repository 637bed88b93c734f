// orders.
import { CURRENT_DAY } from "../calendar.ts";
import { type Chunk, LongBuilder, TextBuilder } from "../chunk.ts";
import { orderPriorities } from "../distributions.ts";
import { RandomStream } from "../random-stream.ts";
import { CommentStream } from "../random-text.ts";
import { scaled, unitsAtScaleOne } from "../scale.ts";
import { OrderLines, orderKey } from "./order-lines.ts";
import { retailPrice } from "./part.ts";

const COMMENT_LENGTH = 49;
const CLERK = "Clerk#";
const CLERK_BYTES = 18;
const CLERKS_AT_SCALE_ONE = 1000;
/** Customers whose key this divides never order. */
const IDLE_CUSTOMERS = 3;

const FILLED = 0x46;
const OPEN = 0x4f;
const PARTIAL = 0x50;

export function generateOrders(first: number, count: number, pool: DataView, scaleFactor: number): Chunk {
  const order = new OrderLines(scaleFactor);
  const customer = new RandomStream(851767375);
  const priority = new RandomStream(591449447);
  const clerk = new RandomStream(1171034773);
  const comments = new CommentStream(pool, 276090261, COMMENT_LENGTH);
  const streams = [...order.streams, customer, priority, clerk, comments.stream];
  for (const stream of streams) stream.skipRows(first);
  const customers = scaled(unitsAtScaleOne.customer, scaleFactor);
  const clerks = Math.max(CLERKS_AT_SCALE_ONE, scaled(CLERKS_AT_SCALE_ONE, scaleFactor));

  const keys = new LongBuilder(count);
  const customerKeys = new LongBuilder(count);
  const states = new TextBuilder(count, 1);
  const totals = new LongBuilder(count);
  const dates = new Int32Array(count);
  const priorities = new TextBuilder(count, orderPriorities.longest);
  const clerkNames = new TextBuilder(count, CLERK_BYTES);
  const commentText = new TextBuilder(count, comments.longest);
  for (let row = 0; row < count; row++) {
    keys.setWide(row, orderKey(first + row + 1));
    customerKeys.set(row, orderingCustomer(customer.between(1, customers), customers));
    const date = order.orderDate();
    dates[row] = date;

    const lines = order.lineCount();
    let total = 0;
    let shipped = 0;
    for (let line = 0; line < lines; line++) {
      const price = retailPrice(order.partKey()) * order.quantity();
      const discounted = ((price * (100 - order.discount())) / 100) | 0;
      total += ((discounted * (100 + order.tax())) / 100) | 0;
      if (date + order.shippingDays() <= CURRENT_DAY) shipped++;
    }
    totals.set(row, total);
    states.byte(shipped === lines ? FILLED : shipped > 0 ? PARTIAL : OPEN);
    states.endRow();

    priorities.word(orderPriorities, orderPriorities.pick(priority));
    priorities.endRow();
    clerkNames.text(CLERK);
    clerkNames.digits(clerk.between(1, clerks), 9);
    clerkNames.endRow();
    comments.append(commentText);
    commentText.endRow();
    for (const stream of streams) stream.endRow();
  }
  return {
    table: "orders",
    rows: count,
    columns: [
      keys.integers("o_orderkey"),
      customerKeys.integers("o_custkey"),
      states.column("o_orderstatus"),
      totals.decimals("o_totalprice"),
      { kind: "date", name: "o_orderdate", values: dates },
      priorities.column("o_orderpriority"),
      clerkNames.column("o_clerk"),
      { kind: "int32", name: "o_shippriority", values: new Int32Array(count) },
      commentText.column("o_comment"),
    ],
  };
}

/** The customer itself or, when it never orders, a neighbour that does. */
function orderingCustomer(drawn: number, customers: number): number {
  let key = drawn;
  for (let delta = 1; key % IDLE_CUSTOMERS === 0; delta = -delta) key = Math.min(key + delta, customers);
  return key;
}
