// Whether the simulation notices deliberate defects: each mutant is played until a seed shows a violation.
import { mutants } from "./mutants.ts";
import { spreadSeeds } from "./spread-seeds.ts";

export interface MutantsOptions {
  readonly seeds: number;
  readonly from: number;
  readonly jobs: number | undefined;
  readonly only: string | undefined;
}

export async function runMutants({ only, ...options }: MutantsOptions): Promise<void> {
  const chosen = mutants.filter(({ name }) => only === undefined || name === only);
  let killed = 0;
  for (const { name, breaks } of chosen) {
    const death = await deathOf(name, options);
    if (death !== undefined) killed++;
    process.stdout.write(
      `${death === undefined ? "ALIVE" : "killed"} ${name} (${breaks})${death === undefined ? "" : `: ${death}`}\n`,
    );
  }
  process.stdout.write(`killed=${killed}/${chosen.length}\n`);
  process.exitCode = killed === chosen.length ? 0 : 1;
}

/** The first violation that a defect leads to. */
async function deathOf(mutant: string, options: Omit<MutantsOptions, "only">): Promise<string | undefined> {
  let death: string | undefined;
  await spreadSeeds({ ...options, mutant }, ({ seed, violations }) => {
    const [violation] = violations;
    if (violation !== undefined) death ??= `seed ${seed}: ${violation}`;
    return death === undefined;
  });
  return death;
}
