/** What the server says in codes, as words in the reader's language; its own English sentences are not shown. */
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

const FIELD_CODES = [
  "required",
  "too_short",
  "too_long",
  "too_large",
  "too_many",
  "bad_characters",
  "out_of_range",
  "wrong_type",
  "unknown_field",
  "unknown_language",
  "unknown_placeholder",
  "not_distinct",
  "not_a_web_address",
  "not_a_repository",
  "not_a_branch",
  "not_a_path",
  "not_a_token",
  "not_a_time",
  "not_a_time_zone",
  "invalid",
] as const;

/** What is wrong with one field, or null. A list's entries (`tags[2]`) belong to the list. */
export function fieldSentence(t: TFunction, error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const found = error.fields.find((entry: FieldError) => entry.field.replace(/\[.*$/, "") === field);
  if (!found) return null;
  return t(`field.${FIELD_CODES.find((known) => known === found.code) ?? "invalid"}`);
}

const DIFFICULTIES = ["BRONZE", "SILVER", "GOLD", "PLATINUM", "DIAMOND", "RUBY"] as const;

/** A difficulty in the reader's language; a label of a group's own stays as it was written. */
export function difficultyLabel(t: TFunction, difficulty: string): string {
  const known = DIFFICULTIES.find((entry) => entry === difficulty);
  return known ? t(`difficulty.${known}`) : difficulty;
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
