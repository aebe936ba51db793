import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";

export type SimulatedService = "wispro" | "twilio" | "whatsapp";

/** A strip on every page while simulators stand in: "Wispro simulado: nada sale de esta máquina…". */
export function SimulatorBanner({ services }: { services: ReadonlyArray<SimulatedService> }) {
  const t = useTranslations("shell.simulator");
  if (services.length === 0) return null;
  return (
    <aside aria-label={t("label")} className="edge-x flex gap-2 border-b border-line-hair bg-warn-bg py-1.5 type-meta text-strong">
      <FlaskConical aria-hidden className="size-3.5! mt-px text-warn" />
      <p className="min-w-0">
        <span className="font-medium">{services.map((service) => t(service)).join(", ")}:</span> {t("note")}
      </p>
    </aside>
  );
}
