// Deliberate defects, at least one for each point of the cluster's contract: what a tired programmer might write. The
// simulation has to notice each of them (`pnpm simulate --mutants`); one that lives shows a rule that nothing checks.

export interface Mutant {
  readonly name: string;
  /** The point of the contract that it breaks. */
  readonly breaks: string;
  /** Below packages/distributed/src. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[] = [];
