// Window kernels over the rows of whole partitions in their order: positions are 0, 1, ... in that order, `order`
// (u32) gives a position's row in the columns, and `bounds` has a byte per position: 2 where a partition begins, 1
// where only a peer group does, else 0. Position 0 always begins a partition. Kernels work on slices [from, to), one
// after the other, and go on from what the slice before left in their output.
export * from "./window-frame.part";
export * from "./window-least.part";
export * from "./window-pick.part";
export * from "./window-rank.part";
export * from "./window-rank-limit.part";
export * from "./window-sum.part";
export * from "./window-tree.part";
