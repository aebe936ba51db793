"use client";

import { useTranslations } from "next-intl";

import { Facts, FactsSection } from "@/components/ui/facts";
import { Mono } from "@/components/ui/mono";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { GatewayGauges } from "@/lib/whatsapp/schemas";

type Gateway = GatewayGauges["gateways"][number];

/** Each gateway with what its batches and its memory of what was sent look like now. */
export function GatewayFacts({ gauges }: { gauges: GatewayGauges }) {
  const t = useTranslations("whatsapp.gateway");
  if (gauges.gateways.length === 0) {
    return <FactsSection title={t("title")}><p className="type-data text-base">{t("none")}</p></FactsSection>;
  }
  return (
    <>
      {gauges.gateways.map((gateway) => <OneGateway key={gateway.id} gateway={gateway} />)}
      <FactsSection title={t("table")}>
        <Facts items={[{ label: t("waiting"), value: gauges.waiting }, { label: t("assumed"), value: gauges.assumed_active }]} />
      </FactsSection>
    </>
  );
}

function OneGateway({ gateway }: { gateway: Gateway }) {
  const t = useTranslations("whatsapp.gateway");
  const { number, percent } = useFormat();
  const figure = (figures: Gateway["batch"], name: string) => (typeof figures?.[name] === "number" ? number(figures[name]) : "–");
  const breaker = gateway.batch?.breaker;
  return (
    <FactsSection title={t("title")} actions={<Status tone={gateway.alive ? "ok" : "danger"} look="text">{t(gateway.alive ? "alive" : "dead")}</Status>}>
      <Facts
        items={[
          { label: t("id"), value: <Mono className="break-all">{gateway.id}</Mono> },
          { label: t("sessions"), value: number(gateway.sessions) },
          { label: t("qrBatch"), value: figure(gateway.batch, "qrBatchSize") },
          { label: t("statusBatch"), value: figure(gateway.batch, "statusBatchSize") },
          { label: t("requests"), value: `${figure(gateway.batch, "requests")} / ${figure(gateway.batch, "events")}` },
          { label: t("duplicates"), value: figure(gateway.batch, "duplicates") },
          { label: t("breaker"), value: typeof breaker === "string" ? <Status tone={breaker === "closed" ? "ok" : "warn"} look="text">{t(`breakers.${breaker as "closed"}`)}</Status> : "–" },
          { label: t("keys"), value: figure(gateway.cache, "totalKeys") },
          { label: t("qrKeys"), value: figure(gateway.cache, "qrKeys") },
          { label: t("hitRate"), value: typeof gateway.cache?.hitRate === "number" ? percent(gateway.cache.hitRate) : "–" },
        ]}
      />
    </FactsSection>
  );
}
