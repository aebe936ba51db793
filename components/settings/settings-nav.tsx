"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

import { cn } from "@/components/ui/cn";

const places = { limits: "/settings/limits", apiKeys: "/settings/api-keys", webhooks: "/settings/webhooks", estados: "/settings/estados", apiDocs: "/api-docs" } as const;

export type SettingsTab = keyof typeof places;

/** The parts of the settings, as a strip of links that rests on a hairline. */
export function SettingsNav({ tabs }: { tabs: ReadonlyArray<SettingsTab> }) {
  const t = useTranslations("settings");
  const pathname = usePathname();
  return (
    <nav aria-label={t("nav")} className="edge-x flex gap-6 overflow-x-auto border-b border-line-hair">
      {tabs.map((tab) => {
        const current = pathname === places[tab] || pathname.startsWith(`${places[tab]}/`);
        return (
          <Link
            key={tab}
            href={places[tab]}
            aria-current={current ? "page" : undefined}
            className={cn(
              "-mb-px flex h-row shrink-0 items-center border-b-2 type-data whitespace-nowrap -outline-offset-2! hover:text-strong max-md:h-touch",
              current ? "border-accent font-medium text-strong" : "border-transparent text-base",
            )}
          >
            {t(`tabs.${tab}`)}
          </Link>
        );
      })}
    </nav>
  );
}
