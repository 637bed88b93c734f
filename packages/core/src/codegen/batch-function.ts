// A compiled function bound to batches: expressions that run over whatever columns a batch has. Parts that read
// one dictionary are computed on its slots and then read like a column (dictionary-split.ts); which columns are
// dictionaries may change from batch to batch.
import type { Pointer } from "../arena/arena.ts";
import { type Batch, isDictionary, type Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { inputsOf } from "../expr/inputs.ts";
import { nodeCanFail, nodeIsVolatile } from "../function/expr-facts.ts";
import type { CompiledFunction } from "./compile.ts";
import { type Conjunct, conjunctsOf } from "./conjunct-order.ts";
import { type NodeCost, partInput, partOf, type SlotPart, splitDictionaries } from "./dictionary-split.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { knownExpr, knownMemoPerOwner, memoPerOwner } from "./expr-memo.ts";
import { MeasuredOrder } from "./measured-order.ts";
import { nodeCost } from "./node-cost.ts";
import { type ConjunctRows, OrderedFilter } from "./ordered-filter.ts";
import { RowFunction } from "./row-function.ts";
import { RowOutput } from "./row-output.ts";
import { SlotExpression } from "./slot-expression.ts";
import { stagesOf } from "./stages.ts";

export type { EvaluationContext } from "./evaluation-context.ts";

/** A compiled function and what it reads: columns of the batch by position, or what was computed before it. */
interface Step {
  readonly function: RowFunction | OrderedFilter;
  readonly inputs: readonly number[];
}

/** What is computed for all rows before others read it. */
interface Stage extends Step {
  readonly function: RowFunction;
  readonly outputs: readonly RowOutput[];
}

/** The expressions as they run while certain columns are dictionaries. */
interface Form extends Step {
  readonly parts: readonly { readonly expression: SlotExpression; readonly column: number }[];
  /** Computed before the function, where expressions nest too deeply (stages.ts). */
  readonly stages: readonly Stage[];
}

/** What runs while certain columns are dictionaries, before anything is compiled. */
interface FormPlan extends StepPlan {
  readonly parts: readonly SlotPart[];
  readonly stages: readonly StepPlan[];
}

interface StepPlan {
  readonly exprs: readonly PhysicalExpr[];
  readonly inputs: readonly number[];
  /** Of a filter whose conjuncts can run in several orders. */
  readonly conjuncts?: readonly Conjunct[];
}

const candidatesOf = knownMemoPerOwner<readonly number[]>();
const plansOf = knownMemoPerOwner<FormPlan>();
/** By the predicate itself: what was measured is true of its rows. */
const ordersOf = memoPerOwner<MeasuredOrder>();

export class BatchFunction {
  readonly #context: EvaluationContext;
  readonly #kind: "project" | "filter";
  readonly #given: readonly PhysicalExpr[];
  readonly #exprs: readonly PhysicalExpr[];
  /** Columns that some costly part reads alone: only for these does it matter whether they are dictionaries. */
  readonly #candidates: readonly number[];
  /** By the candidates that are dictionaries. */
  readonly #forms = new Map<string, Form>();
  /** The only one where there are no candidates. */
  #plain: Form | undefined;
  #bound: Form["function"] | undefined;

  constructor(context: EvaluationContext, kind: "project" | "filter", exprs: readonly PhysicalExpr[]) {
    this.#context = context;
    this.#kind = kind;
    this.#given = exprs;
    this.#exprs = exprs.map((expr) => knownExpr(context.compiler, expr));
    this.#candidates = candidatesOf(context.compiler).get(this.#exprs, "", () => {
      const { parts } = splitDictionaries(this.#exprs, () => true, this.#costOf);
      return [...new Set(parts.map(({ column }) => column))];
    });
  }

  readonly #costOf = (node: PhysicalExpr): NodeCost => nodeCost(node, this.#context.functions);

  /** The variant for the batch's layout, with its inputs set. The caller sets outputs, of a filter none, and runs it. */
  bind(batch: Batch): CompiledFunction {
    if (this.#candidates.length === 0) return this.#bindForm((this.#plain ??= this.#form([])), [], batch);
    let dictionaries = this.#candidates.filter((position) => {
      return isDictionary(batch.columns[position] as Vector);
    });
    for (;;) {
      const form = this.#form(dictionaries);
      const parts = evaluateParts(form, batch);
      if (Array.isArray(parts)) return this.#bindForm(form, parts, batch);
      dictionaries = dictionaries.filter((column) => column !== parts);
    }
  }

  #bindForm(form: Form, parts: readonly Vector[], batch: Batch): CompiledFunction {
    const computed = [...parts];
    for (const stage of form.stages) {
      const compiled = bindStep(stage, computed, batch);
      for (const [slot, output] of stage.outputs.entries()) compiled.setOutput(slot, output.take());
      stage.function.run(compiled, batch.rows);
      const nullable = compiled.nullableOutputs;
      computed.push(...stage.outputs.map((output, slot) => output.vector(batch.rows, nullable[slot] === true)));
    }
    this.#bound = form.function;
    return bindStep(form, computed, batch);
  }

  #form(dictionaries: readonly number[]): Form {
    const key = dictionaries.join();
    let form = this.#forms.get(key);
    if (form === undefined) {
      const plan = plansOf(this.#context.compiler).get(this.#exprs, `${this.#kind} ${key}`, () =>
        this.#split(new Set(dictionaries)),
      );
      form = this.#formOf(plan, key);
      this.#forms.set(key, form);
    }
    return form;
  }

  #split(dictionaries: ReadonlySet<number>): FormPlan {
    const { registry } = this.#context.functions;
    const isDictionary = (column: number): boolean => dictionaries.has(column);
    const { exprs, parts } =
      dictionaries.size === 0
        ? { exprs: this.#exprs, parts: [] }
        : splitDictionaries(this.#exprs, isDictionary, this.#costOf);
    const staged = stagesOf(
      exprs,
      (node) => nodeCanFail<InputRef>(node, registry) || nodeIsVolatile<InputRef>(node, registry),
      (result) => partInput(parts.length + result),
    );
    const last = this.#kind === "filter" ? this.#filterPlan(staged.exprs) : stepPlan(staged.exprs);
    return { ...last, parts, stages: staged.stages.map(stepPlan) };
  }

  #filterPlan(exprs: readonly PhysicalExpr[]): StepPlan {
    const conjuncts = exprs.flatMap((expr) => conjunctsOf(expr, this.#context.functions));
    const plan = stepPlan(conjuncts.map(({ expr }) => expr));
    return conjuncts.length < 2 ? plan : { ...plan, conjuncts };
  }

  #formOf(plan: FormPlan, key: string): Form {
    const context = this.#context;
    return {
      ...this.#lastStep(plan, key),
      parts: plan.parts.map(({ expr, column }) => ({ expression: new SlotExpression(context, expr), column })),
      stages: plan.stages.map((stage) => ({
        function: new RowFunction(context, { kind: "project" }, stage.exprs, stage.inputs),
        inputs: stage.inputs,
        outputs: stage.exprs.map((expr) => new RowOutput(context, expr)),
      })),
    };
  }

  #lastStep({ exprs, inputs, conjuncts }: FormPlan, key: string): Step {
    const context = this.#context;
    if (conjuncts === undefined) {
      return { function: new RowFunction(context, { kind: this.#kind }, exprs, inputs), inputs };
    }
    const measured = ordersOf(context.compiler).get(this.#given, key, () => new MeasuredOrder(conjuncts));
    return { function: new OrderedFilter(context, measured, inputs), inputs };
  }

  /** Runs a bound variant over all rows of its batch. Bytes it makes live until the next run. */
  run(bound: CompiledFunction, rows: number): void {
    this.#projecting.run(bound, rows);
  }

  /** As run, for the first rows: as many as the room for their bytes lets through, at least one. Returns how many. */
  runFirst(bound: CompiledFunction, rows: number): number {
    return this.#projecting.runFirst(bound, rows);
  }

  /** Runs a bound filter over all rows of its batch: a u32 for each that is kept goes to `out`. Returns how many are. */
  filter(bound: CompiledFunction, rows: number, out: Pointer): number {
    return (this.#bound as Form["function"]).filter(bound, rows, out);
  }

  get #projecting(): RowFunction {
    if (this.#bound instanceof RowFunction) return this.#bound;
    throw internal("a filter of several conjuncts is no projection");
  }

  /** Of a filter: what its conjuncts let through, of each form that they took on. */
  get passedRows(): readonly ConjunctRows[] {
    const functions = [...this.#forms.values()].map((form) => form.function);
    return functions.flatMap((one) => (one instanceof OrderedFilter ? one.passedRows : []));
  }

  close(): void {
    for (const form of this.#forms.values()) {
      form.function.close();
      for (const stage of form.stages) {
        stage.function.close();
        for (const output of stage.outputs) output.close();
      }
      for (const { expression } of form.parts) expression.close();
    }
    this.#forms.clear();
  }
}

function stepPlan(exprs: readonly PhysicalExpr[]): StepPlan {
  return { exprs, inputs: inputsOf(exprs) };
}

/** @param computed what partInput's positions mean: the parts, then the stages' results so far */
function bindStep(step: Step, computed: readonly Vector[], batch: Batch): CompiledFunction {
  return step.function.bind(
    step.inputs.map((input) => {
      const part = partOf(input);
      return (part === undefined ? batch.columns[input] : computed[part]) as Vector;
    }),
  );
}

/** The parts' values by slot; or a column whose rows have to be computed one by one. */
function evaluateParts(form: Form, batch: Batch): Vector[] | number {
  const parts: Vector[] = [];
  for (const { expression, column } of form.parts) {
    const values = expression.evaluate(batch.columns[column] as Vector, batch.rows);
    if (values === undefined) return column;
    parts.push(values);
  }
  return parts;
}
