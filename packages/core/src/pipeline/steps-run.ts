// Has one member of the crew run steps by itself, and takes what they leave and put out.
import { FfqError, internal } from "../common/error.ts";
import type { OpenTask } from "./crew.ts";
import type { DriverContext } from "./driver-context.ts";
import type { Report, StepsEnd } from "./protocol.ts";
import type { SentSteps } from "./sent-steps.ts";

/** Resolves when the member is through. @throws FfqError when the query fails or is stopped */
export async function runOnMember<Node>(
  context: DriverContext<Node>,
  member: number,
  { work, nodes }: SentSteps<Node>,
): Promise<StepsEnd> {
  const { crew, control, query, output, measure } = context;
  const end = Promise.withResolvers<Report>();
  let isEnded = false;
  const hear = (task: OpenTask, report: Report): void => {
    switch (report.kind) {
      case "output":
        output.put(report.morsel, report.output, () => {
          if (!isEnded) task.send({ kind: "credit" });
        });
        return;
      case "morsels-done":
        for (const morsel of report.morsels) output.endMorsel(morsel);
        return;
      case "satisfied":
      case "few-left":
        return;
      case "finished":
      case "failed":
      case "aborted":
        isEnded = true;
        end.resolve(report);
        return;
      case "phase-done":
      case "copied":
        throw internal(`steps reported ${report.kind}`);
    }
  };
  const task = crew.open(member, query, work, (report) => {
    try {
      hear(task, report);
    } catch (thrown) {
      // Reports arrive in turns of the event loop: what goes wrong here must end the query, not the process.
      control.fail(thrown);
    }
  });
  const forget = control.onStop(() => task.send({ kind: "abort" }));
  const report = await end.promise;
  forget();
  if (report.kind === "failed") control.fail(FfqError.fromData(report.error));
  control.check();
  if (report.kind !== "finished") throw internal(`steps ended as ${report.kind}`);
  const ran = report.state as StepsEnd;
  for (const [number, one] of ran.measures) {
    const node = nodes[number];
    if (node === undefined) throw internal(`no node has the number ${number}`);
    measure(node, one);
  }
  return ran;
}
