"use client";

import { toast } from "sonner";

export interface NotifyOptions {
  /** The effect in numbers, or what to do next. */
  description?: string;
  action?: { label: string; onClick: () => void };
  /** The same id replaces the toast instead of stacking another. */
  id?: string;
}

/** A toast after every action, saying what it did. Failures stay until dismissed longer. */
export const notify = {
  ok: (title: string, options?: NotifyOptions) => toast.success(title, options),
  warn: (title: string, options?: NotifyOptions) => toast.warning(title, { duration: 10_000, ...options }),
  danger: (title: string, options?: NotifyOptions) => toast.error(title, { duration: 12_000, ...options }),
  info: (title: string, options?: NotifyOptions) => toast.info(title, options),
  loading: (title: string, options?: NotifyOptions) => toast.loading(title, options),
};
