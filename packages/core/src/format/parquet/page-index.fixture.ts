// Page indexes as bytes, in Thrift's compact protocol.

/** An OffsetIndex of few pages: each one's offset, length and first row. */
export function offsetIndex(locations: readonly (readonly [number, number, number])[]): Uint8Array {
  const number = (value: number): number[] => {
    const bytes: number[] = [];
    let rest = value * 2;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    return [...bytes, rest];
  };
  const items = locations.flatMap(([offset, length, row]) => [
    0x16,
    ...number(offset),
    0x15,
    ...number(length),
    0x16,
    ...number(row),
    0,
  ]);
  return Uint8Array.from([0x19, (locations.length << 4) | 12, ...items, 0]);
}

/** A ColumnIndex of few pages without NULLs, their minima and maxima of one byte each. */
export function columnIndex(bounds: readonly (readonly [number, number])[]): Uint8Array {
  const pages = bounds.length << 4;
  const column = (values: readonly number[]): number[] => [0x19, pages | 8, ...values.flatMap((value) => [1, value])];
  const minima = column(bounds.map(([least]) => least));
  const maxima = column(bounds.map(([, greatest]) => greatest));
  return Uint8Array.from([0x19, pages | 1, ...bounds.map(() => 2), ...minima, ...maxima, 0x15, 0, 0]);
}
