"use client";

import { PlugZap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { FactsSection } from "@/components/ui/facts";
import { notify } from "@/components/ui/notify";
import { Status, type StatusTone } from "@/components/ui/status";
import { Switch } from "@/components/ui/switch";
import { useFormat } from "@/components/ui/use-format";
import type { Connection, WisproSettings } from "@/lib/wispro/schemas";

import { checkConnection, saveSettings } from "./requests";

/** Beside the runs: is Wispro there, and what is switched on. */
export function WisproFacts({ settings, mayRun }: { settings: WisproSettings; mayRun: boolean }) {
  return (
    <>
      <ConnectionCheck />
      <Switches initial={settings} mayRun={mayRun} />
    </>
  );
}

const TONES: Record<Connection["state"], StatusTone> = { connected: "ok", not_configured: "warn", unauthorized: "danger", licence_expired: "danger", unreachable: "danger", failed: "danger" };

function ConnectionCheck() {
  const t = useTranslations("wispro.connection");
  const [connection, setConnection] = useState<Connection>();
  const [busy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    try {
      setConnection(await checkConnection());
    } catch (error) {
      notify.danger(error instanceof Error && error.message ? error.message : t("unreachable"));
    }
    setBusy(false);
  };
  return (
    <FactsSection title={t("title")} actions={<Button size="sm" icon={<PlugZap aria-hidden />} loading={busy} onClick={check}>{t("check")}</Button>}>
      <div aria-live="polite" className="type-data">
        {connection ? <Status look="text" tone={TONES[connection.state]}>{t(connection.state)}</Status> : <span className="text-muted">{busy ? t("checking") : t("unchecked")}</span>}
        {connection ? <p className="mt-1 type-meta text-muted"><ConnectionNote connection={connection} /></p> : null}
      </div>
    </FactsSection>
  );
}

function ConnectionNote({ connection }: { connection: Connection }) {
  const t = useTranslations("wispro.connection");
  const format = useFormat();
  if (connection.state !== "connected") return t(`${connection.state}Note`);
  return t("connectedNote", { count: connection.total_records ?? 0, time: format.latency(connection.duration_ms) });
}

function Switches({ initial, mayRun }: { initial: WisproSettings; mayRun: boolean }) {
  const t = useTranslations("wispro.switches");
  const [settings, setSettings] = useState(initial);
  const change = async (name: keyof WisproSettings, value: boolean, done: string) => {
    const before = settings;
    setSettings({ ...settings, [name]: value });
    try {
      setSettings(await saveSettings({ [name]: value }));
      notify.ok(done);
    } catch (error) {
      setSettings(before);
      notify.danger(error instanceof Error && error.message ? error.message : t("failed"));
    }
  };
  return (
    <FactsSection title={t("title")}>
      <div className="grid gap-4">
        <Switch
          label={t("nightly")}
          hint={t("nightlyHint")}
          disabled={!mayRun}
          checked={settings.nightly_enabled}
          onCheckedChange={(on) => void change("nightly_enabled", on, t(on ? "nightlyOn" : "nightlyOff"))}
        />
        <Switch
          label={t("initial")}
          hint={t("initialHint")}
          disabled={!mayRun}
          checked={settings.initial_credentials_enabled}
          onCheckedChange={(on) => void change("initial_credentials_enabled", on, t(on ? "initialOn" : "initialOff"))}
        />
      </div>
    </FactsSection>
  );
}
