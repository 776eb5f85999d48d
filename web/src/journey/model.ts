/**
 * The journey of a submission as four stations: received, saved, pushed, reviewed.
 *
 * This is the one place that decides what a station shows. Its rule: a station is `done` only when the server says
 * that this very thing was done. A finished submission whose push was skipped or failed shows exactly that.
 */
import type { Submission } from "../api/types";

export type StationName = "received" | "saved" | "push" | "review";

/** `reverted` is a push that was taken back after a withdrawal. */
export type StationState = "waiting" | "working" | "delayed" | "done" | "failed" | "skipped" | "reverted";

/** The one thing a reader can do about a station, where there is one. */
export type Remedy = "link-github" | "renew-token" | "check-repository" | "submit-again";

export interface Station {
  name: StationName;
  state: StationState;
  /** When the work that is under way began (ISO time). */
  since: string | null;
  /** When it was done (ISO time). */
  at: string | null;
  /** How long it took, in milliseconds, where both ends are known. */
  took: number | null;
  /** When a delayed station is tried again (ISO time). */
  retryAt: string | null;
  attempts: number;
  /** The stable code that says why it failed, waits or was skipped. */
  code: string | null;
  /** Where the result can be seen. */
  link: string | null;
  remedy: Remedy | null;
}

/** The one word that stands for the whole journey; a key of `journey.word` in the catalogues. */
export type JourneyWord =
  | "saved"
  | "pushing"
  | "pushDelayed"
  | "pushFailed"
  | "reviewing"
  | "reviewDelayed"
  | "reviewFailed"
  | "reviewed"
  | "notReviewed"
  | "withdrawn"
  | "failed";

/** How the whole journey stands; groups submissions in lists. */
export type Standing = "underway" | "settled" | "troubled";

/** Milliseconds from one ISO time to another; null where either is missing, never negative. */
export function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const span = Date.parse(to) - Date.parse(from);
  return Number.isFinite(span) ? Math.max(0, span) : null;
}

function passed(name: StationName, since: string | null, at: string): Station {
  return {
    name,
    state: "done",
    since: null,
    at,
    took: between(since, at),
    retryAt: null,
    attempts: 0,
    code: null,
    link: null,
    remedy: null,
  };
}

function pushState({ step, githubStatus }: Submission): StationState {
  switch (githubStatus) {
    case "SYNCED":
      return "done";
    case "SKIPPED":
      return "skipped";
    case "FAILED":
    case "TOKEN_INVALID":
      return "failed";
    case "REVERTED":
      return "reverted";
    case "REVERTING":
      return "working";
    case "DELAYED":
      return open(step) ? "delayed" : "skipped";
    case "PENDING":
      if (step === "FAILED") return "failed";
      if (step === "WITHDRAWN") return "skipped";
      return step === "GITHUB_QUEUED" ? "working" : "waiting";
  }
}

function reviewState({ step, aiStatus, githubStatus }: Submission): StationState {
  switch (aiStatus) {
    case "COMPLETED":
      return "done";
    case "SKIPPED":
      return "skipped";
    case "FAILED":
      return "failed";
    case "DELAYED":
      return open(step) ? "delayed" : "skipped";
    case "PENDING":
      if (step === "AI_QUEUED") return "working";
      if (step === "WITHDRAWN") return "skipped";
      // A defect stops the journey where it stands: if the push is settled, that is here.
      if (step === "FAILED") return githubStatus === "PENDING" || githubStatus === "DELAYED" ? "waiting" : "failed";
      return "waiting";
  }
}

function open(step: Submission["step"]): boolean {
  return step !== "DONE" && step !== "FAILED" && step !== "WITHDRAWN";
}

const PUSH_REMEDY: Record<string, Remedy> = {
  github_not_linked: "link-github",
  github_token_refused: "renew-token",
  github_forbidden: "check-repository",
  github_not_found: "check-repository",
  github_validation: "check-repository",
};

function pushRemedy(state: StationState, code: string | null, status: Submission["githubStatus"]): Remedy | null {
  if (status === "TOKEN_INVALID") return "renew-token";
  if (state === "skipped") return code === "github_not_linked" ? "link-github" : null;
  if (state !== "failed") return null;
  return (code !== null && PUSH_REMEDY[code]) || "submit-again";
}

/** The four stations of a submission, in order. */
export function stations(submission: Submission): [Station, Station, Station, Station] {
  const { journey } = submission;
  const push = pushState(submission);
  const review = reviewState(submission);
  const defect = submission.step === "FAILED" ? "internal_defect" : null;
  const pushCode = journey.push.code ?? (push === "failed" ? defect : null);
  const reviewCode = journey.review.code ?? (review === "failed" ? defect : null);
  return [
    passed("received", null, journey.receivedAt),
    passed("saved", journey.receivedAt, journey.savedAt),
    {
      name: "push",
      state: push,
      since: journey.push.since ?? (push === "working" ? journey.savedAt : null),
      at: journey.push.doneAt,
      took: push === "done" ? between(journey.push.since ?? journey.savedAt, journey.push.doneAt) : null,
      retryAt: push === "delayed" || push === "working" ? journey.push.retryAt : null,
      attempts: journey.push.attempts,
      code: pushCode,
      link: push === "done" ? submission.githubUrl : null,
      remedy: pushRemedy(push, pushCode, submission.githubStatus),
    },
    {
      name: "review",
      state: review,
      since: journey.review.since,
      at: journey.review.doneAt,
      took: review === "done" ? between(journey.review.since, journey.review.doneAt) : null,
      retryAt: review === "delayed" || review === "working" ? journey.review.retryAt : null,
      attempts: journey.review.attempts,
      code: reviewCode,
      link: null,
      remedy: review === "failed" && submission.step !== "FAILED" ? "submit-again" : null,
    },
  ];
}

/** The one word for the whole journey. Work under way is named first, then trouble, then the last thing reached. */
export function journeyWord(submission: Submission): JourneyWord {
  if (submission.step === "WITHDRAWN") return "withdrawn";
  if (submission.step === "FAILED") return "failed";
  const [, , push, review] = stations(submission);
  if (push.state === "working") return "pushing";
  if (push.state === "delayed") return "pushDelayed";
  if (review.state === "working") return "reviewing";
  if (review.state === "delayed") return "reviewDelayed";
  if (push.state === "failed") return "pushFailed";
  if (review.state === "failed") return "reviewFailed";
  if (review.state === "done") return "reviewed";
  if (review.state === "skipped") return "notReviewed";
  return "saved";
}

/** Whether nothing more will happen by itself. */
export function settled(submission: Submission): boolean {
  return !open(submission.step) && submission.githubStatus !== "REVERTING";
}

/** Where a submission belongs in a list that is filtered by state. */
export function standing(submission: Submission): Standing {
  const failed = stations(submission).some((station) => station.state === "failed");
  if (failed || submission.step === "FAILED") return "troubled";
  return settled(submission) ? "settled" : "underway";
}

/** The newer of two states of one submission. Live events carry neither code nor names: what is known of them stays. */
export function newer(known: Submission | undefined, arrived: Submission): Submission {
  if (known === undefined) return arrived;
  if (arrived.version < known.version) return known;
  return { ...known, ...arrived };
}
