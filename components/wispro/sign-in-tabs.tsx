"use client";

import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";

import { CustomerSignIn } from "./customer-sign-in";

const DOORS = ["staff", "customer"] as const;

/** Two doors: the console's, and the customers' own. */
export function SignInTabs({ staff, staffHint }: { staff: ReactNode; staffHint: string }) {
  const t = useTranslations("wispro.signIn");
  const [door, setDoor] = useQueryState("as", parseAsStringLiteral(DOORS).withDefault("staff"));
  return (
    <>
      <div role="group" aria-label={t("tabs")} className="mb-3 grid grid-cols-2 gap-1 rounded-md bg-hover p-1">
        {DOORS.map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={door === value}
            onClick={() => void setDoor(value)}
            className="h-control rounded-sm type-data text-base aria-pressed:bg-canvas aria-pressed:font-medium aria-pressed:text-strong max-md:h-touch"
          >
            {t(value)}
          </button>
        ))}
      </div>
      <p className="mb-6 type-data text-muted">{door === "staff" ? staffHint : t("customerHint")}</p>
      {door === "staff" ? staff : <CustomerSignIn />}
    </>
  );
}
