// How many tasks a cluster's queries are spread over, where nobody has said it: as many as the cluster has slots when
// the query begins, since workers come and go. Once SET has said a number, that one holds until RESET.
import type { ClusterRuntime } from "../runtime/runtime.ts";
import type { Session } from "./session.ts";

export class FollowedSlots {
  readonly #cluster: ClusterRuntime;
  #last: number;

  /** @param first the session's partitions, which are the cluster's slots */
  constructor(cluster: ClusterRuntime, first: number) {
    this.#cluster = cluster;
    this.#last = first;
  }

  /** Before each statement. */
  async follow(session: Session): Promise<void> {
    if (session.settings.partitions !== this.#last) return;
    const partitions = await this.#cluster.slots();
    // SET was quicker, or nothing has changed: plans are kept for the settings that they were made under.
    if (session.settings.partitions !== this.#last || partitions === this.#last) return;
    this.#last = partitions;
    session.settings = { ...session.settings, partitions };
    session.defaults = { ...session.defaults, partitions };
  }
}
