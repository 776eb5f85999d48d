/** Error codes as sentences in the reader's language. The server's own `detail` is for operators and is not shown. */
import type { TFunction } from "i18next";
import { ApiError, type FieldError } from "../api/http";

const KNOWN = [
  "network",
  "malformed",
  "unauthenticated",
  "session_expired",
  "forbidden",
  "csrf",
  "not_found",
  "method_not_allowed",
  "conflict",
  "idempotency_mismatch",
  "too_large",
  "unsupported_media_type",
  "validation_failed",
  "rate_limited",
  "unavailable",
  "internal",
] as const;

/** One sentence that says what went wrong. */
export function errorSentence(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.internal");
  const code = KNOWN.find((known) => known === error.code) ?? (error.status === 413 ? "too_large" : undefined);
  if (code === "rate_limited") return t("error.rate_limited", { seconds: error.retryAfter ?? 60 });
  if (code === "unavailable") return t("error.unavailable", { seconds: error.retryAfter ?? 5 });
  return code ? t(`error.${code}`) : t("error.unknown", { code: error.code });
}

const FIELD_CODES = ["required", "too_long", "too_short", "too_large", "invalid", "unknown_field"] as const;

/** What is wrong with one field, or null. */
export function fieldSentence(t: TFunction, error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const found = error.fields.find((entry: FieldError) => entry.field === field);
  if (!found) return null;
  const code = FIELD_CODES.find((known) => known === found.code);
  return code ? t(`field.${code}`) : t("field.other", { message: found.message || t("field.invalid") });
}

const STEP_CODES = [
  "github_not_linked",
  "github_token_refused",
  "github_forbidden",
  "github_not_found",
  "github_conflict",
  "github_validation",
  "github_rate_limited",
  "github_unavailable",
  "github_gave_up",
  "ai_unavailable",
  "ai_rate_limited",
  "ai_bad_answer",
  "ai_refused",
  "ai_not_configured",
  "ai_gave_up",
  "internal_defect",
] as const;

/** Why a station of the journey failed, waits or was skipped. */
export function stepSentence(t: TFunction, code: string): string {
  const known = STEP_CODES.find((entry) => entry === code);
  return known ? t(`code.${known}`) : t("code.unknown", { code });
}
