// The library of functions, which is loaded before the first statement that may ask for one: queries of columns do not
// (binder/simple-query.ts), unless their plans compute something all the same, or are for several tasks.
import { internal } from "../common/error.ts";
import { FunctionRegistry, type ScalarOverload } from "../function/registry.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { isSimple } from "../logical/simple-plan.ts";

type Library = typeof import("../function/library.ts");

let loaded: Library | undefined;

export async function loadLibrary(): Promise<void> {
  loaded ??= await import("../function/library.ts");
}

/** For optimizing and planning: what goes beyond simple plans in one task may ask for functions. */
export async function loadLibraryFor(plan: LogicalPlan, partitions: number): Promise<void> {
  if (partitions > 1 || !isSimple(plan)) await loadLibrary();
}

/** What was loaded. @throws FfqError INTERNAL when it was not */
export function library(): Library {
  if (loaded === undefined) throw internal("the library of functions was not loaded");
  return loaded;
}

/** The builtin functions, for those who may ask for one or not. */
export class BuiltinFunctions extends FunctionRegistry {
  override named(name: string): readonly ScalarOverload[] {
    return library().builtinFunctions().named(name);
  }

  override sourceOf(): FunctionRegistry {
    return library().builtinFunctions();
  }

  override overload(key: string): ScalarOverload {
    return library().builtinFunctions().overload(key);
  }

  override names(): readonly string[] {
    return library().builtinFunctions().names();
  }
}
