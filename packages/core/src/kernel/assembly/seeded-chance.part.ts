// Numbers of chance for functions that need many of them for one value: a sequence (splitmix64) whose seed the caller brings, as an
// argument of the row function.

let state: u64 = 0;

/** Begins the sequence of a seed. */
export function beginChance(seed: i64): void {
  state = <u64>seed;
}

/** How far the state goes on with each number. */
export const STEP: u64 = 0x9e3779b97f4a7c15;

/** The 64 bits that a state stands for. */
export function bitsOf(at: u64): u64 {
  let mixed = at;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

/** 32 random bits. */
function draw(): u32 {
  state += STEP;
  return <u32>(bitsOf(state) >> 32);
}

/** A number from 0 up to `choices`, which it does not reach: all equally likely. */
export function chooseBelow(choices: u32): u32 {
  let product = <u64>draw() * <u64>choices;
  if (<u32>product < choices) {
    // Draws below the remainder would favour some.
    const remainder: u32 = (<u32>0 - choices) % choices;
    while (<u32>product < remainder) product = <u64>draw() * <u64>choices;
  }
  return <u32>(product >> 32);
}
