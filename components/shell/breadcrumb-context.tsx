"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

interface BreadcrumbState {
  label: string | null;
  setLabel: (label: string | null) => void;
}

const BreadcrumbContext = createContext<BreadcrumbState>({ label: null, setLabel: () => {} });

/** Holds what the page in sight calls itself. */
export function BreadcrumbProvider({ children }: { children: ReactNode }) {
  const [label, setLabel] = useState<string | null>(null);
  const value = useMemo(() => ({ label, setLabel }), [label]);
  return <BreadcrumbContext value={value}>{children}</BreadcrumbContext>;
}

/** What the last crumb says, where a page has set it. */
export function useBreadcrumbLabel(): string | null {
  return useContext(BreadcrumbContext).label;
}

/** Names the last crumb, for a page whose path ends in an id that nobody reads. Renders nothing. */
export function BreadcrumbLabel({ children }: { children: string }) {
  const { setLabel } = useContext(BreadcrumbContext);
  useEffect(() => {
    setLabel(children);
    return () => setLabel(null);
  }, [children, setLabel]);
  return null;
}
