// Where a row's value lies in a column: at its own slot, or at the one that an index (u32 per row; 0: none) shows.

// @ts-ignore: decorator
@inline
export function slotAt(index: usize, row: usize): usize {
  return index ? <usize>load<u32>(index + (row << 2)) : row;
}
