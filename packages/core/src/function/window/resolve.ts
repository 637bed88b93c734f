// Which window function a call means, over the registry's rows and with the resolution that functions have. This is
// what binding asks (binder/context.ts, WindowResolver); its shape is matched, not imported.
import { type LogicalType, typeOfKind } from "../../type/logical-type.ts";
import { type ArgumentKind, overloadKey } from "../registry.ts";
import { resolve } from "../resolve.ts";
import type { WindowRegistry } from "../window-registry.ts";

/** An overload that takes the arguments of a call. */
export interface WindowMatch {
  /** The registry's key. */
  readonly overload: string;
  /** The kinds to cast the arguments to; "any" takes them as they are. */
  readonly args: readonly ArgumentKind[];
  /** Positions of arguments that are to have one type. */
  readonly alike: readonly number[];
  /** The result's type, by the arguments' after their casts. */
  readonly result: (args: readonly LogicalType[]) => LogicalType;
  readonly nullable: boolean;
}

export interface WindowLookup {
  isWindow(name: string): boolean;
  /** Undefined when no overload takes such arguments. */
  window(name: string, types: readonly LogicalType[]): WindowMatch | undefined;
}

/** Resolution over a registry. */
export function windowLookup(registry: WindowRegistry): WindowLookup {
  return {
    isWindow: (name) => registry.named(name).length > 0,
    window(name, types) {
      const found = resolve(
        registry.named(name),
        types.map(({ kind }) => kind),
      );
      if (found.kind !== "found") return undefined;
      const { args, alike = [], result, nullable } = found.overload;
      return {
        overload: overloadKey(found.overload),
        args,
        alike,
        result: typeof result === "function" ? result : (): LogicalType => typeOfKind(result),
        nullable,
      };
    },
  };
}
