// Sort keys of variable numerics: each row's value as bytes that sort as it does (numeric-order.part.ts).
import { writeOrder } from "./numeric-order.part";

/** out[r] = ref of bytes at `heap` that sort as row r's value does; empty for NULL. No more than the values' bytes are written. */
export function numericOrder(data: usize, index: usize, validity: usize, rows: i32, out: usize, heap: usize): void {
  let top = heap;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = index ? <usize>load<u32>(index + ((<usize>row) << 2)) : <usize>row;
    let ref: u64 = 0;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const end = writeOrder(<usize>(<u32>load<u64>(data + (slot << 3))), top);
      ref = ((<u64>(end - top)) << 32) | <u64>top;
      top = end;
    }
    store<u64>(out + ((<usize>row) << 3), ref);
  }
}
