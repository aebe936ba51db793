import { busiestSecond } from "@/worker/campaigns/testing";
import { recordedStarts, withRig } from "./harness/campaign-rig";
import { type BenchRow, percentile } from "./harness/rows";

const PEOPLE = 1_000;

/** 1,000 recipients in two campaigns over two worker processes, Twilio answering in 20 to 400 ms: is any second too full, and is the rate used? */
export async function run(): Promise<BenchRow[]> {
  return [...(await paced(80)), ...(await paced(10))];
}

function paced(rate: number): Promise<BenchRow[]> {
  return withRig({ TWILIO_MESSAGES_PER_SECOND: String(rate) }, { faults: { latencyMs: [20, 400] } }, async (rig) => {
    await Promise.all([rig.worker(), rig.worker()]);
    const campaigns = [await rig.campaign(PEOPLE / 2), await rig.campaign(PEOPLE / 2)];
    await Promise.all(campaigns.map((id) => rig.ended(id, (PEOPLE / rate) * 1000 + 60_000)));
    const record = await recordedStarts(rig);
    const starts = record.map((row) => row.at);
    const perSecond = (starts.length - 1) / ((starts.at(-1)! - starts[0]!) / 1000);
    const arrivals = rig.simulator.log.creates;
    const arrived = busiestSecond(arrivals.map((entry) => entry.at));
    const arrivedAt = new Map(arrivals.map((entry) => [entry.to.replace("whatsapp:", ""), entry.at]));
    const way = record.map((row) => arrivedAt.get(row.phone)! - row.at);
    return [
      { measure: `busiest second at ${rate}/s, by the senders' record`, value: busiestSecond(starts), unit: "starts", yardstick: `${rate}`, holds: busiestSecond(starts) <= rate && starts.length === PEOPLE },
      { measure: `busiest second at ${rate}/s, by the provider's log`, value: arrived, unit: "arrivals", yardstick: `${rate + 1}`, holds: arrived <= rate + 1 },
      { measure: `from start to arrival at ${rate}/s, p99`, value: percentile(way, 0.99), unit: "ms", yardstick: `least ${percentile(way, 0).toFixed(1)}, median ${percentile(way, 0.5).toFixed(1)}, most ${percentile(way, 1).toFixed(1)} ms` },
      { measure: `total rate at ${rate}/s`, value: perSecond, unit: "/s", yardstick: `98.5 % of ${rate}/s`, ratio: perSecond / rate, holds: perSecond >= 0.985 * rate },
    ];
  });
}
