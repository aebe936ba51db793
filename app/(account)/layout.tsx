import type { ReactNode } from "react";

import { Logo } from "@/components/shell/logo";

/** A customer's own page: no menu, no console. */
export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto w-full max-w-[560px] px-4 py-8">
      <div className="mb-8"><Logo /></div>
      {children}
    </main>
  );
}
