// examples/podcast-insights by hand: Avro from bytes to bytes, JSON as spans, windows as columns of objects with small sets of
// numbers, names as bytes in key tables. Between the stages the records are batches, as on the topics. It takes what the
// stages before it write; a text that needs an escape is not provided for, and said.
import { AddGenres } from "./analytics/add-genres.mjs";
import { Count } from "./analytics/count.mjs";
import { Insights } from "./analytics/insights.mjs";
import { Pick } from "./analytics/pick.mjs";
import { Disk } from "./state.mjs";

const CHANGELOG = "bench-listening_hours-changelog";

export class Analytics {
  constructor({ folder, table }) {
    this.hours = folder === null ? null : new Disk(`${folder}/listening_hours`);
    this.subscribers = folder === null ? null : new Disk(`${folder}/subscribers`);
    this.pick = new Pick();
    this.count = new Count(this.hours);
    this.genres = new AddGenres(table);
    this.insights = new Insights(this.subscribers);
  }

  async open() {
    await this.hours?.open();
    await this.subscribers?.open();
  }

  process(topic, batch) {
    if (topic === "subscriptions") {
      this.insights.subscribe(batch);
      return [];
    }
    const picked = this.pick.process(batch);
    if (picked === null) return [];
    const counted = this.count.process(picked);
    const withGenres = this.genres.process(counted);
    return [
      ["picked_plays", picked],
      ["counted_hours", counted],
      ["hours_with_genres", withGenres],
      ["insights", this.insights.process(withGenres)],
    ];
  }

  async commit() {
    const log = this.count.commit();
    this.insights.commit();
    await this.hours?.commit(this.count.logged);
    await this.subscribers?.commit(null);
    return log === null ? [] : [[CHANGELOG, log]];
  }

  async close() {
    await this.hours?.close();
    await this.subscribers?.close();
  }
}
