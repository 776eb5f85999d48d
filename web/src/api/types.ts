/** The JSON shapes of algosu's API, as the page uses them. Times are RFC 3339 UTC strings; ids are UUIDv7 strings. */

export const LANGUAGES = [
  "c",
  "cpp",
  "csharp",
  "go",
  "java",
  "javascript",
  "kotlin",
  "python",
  "ruby",
  "rust",
  "sql",
  "swift",
  "typescript",
] as const;

/** A programming language algosu accepts. */
export type CodeLanguage = (typeof LANGUAGES)[number];

/** The largest code accepted, in UTF-8 bytes. */
export const MAX_CODE_BYTES = 102_400;

export interface Me {
  id: string;
  name: string;
  avatar: string | null;
  locale: "ko" | "en";
  timeZone: string;
  demo: boolean;
  createdAt: string;
}

export interface Session {
  user: Me;
  csrfToken: string;
  expiresAt: string;
  demo: boolean;
}

export interface List<T> {
  items: T[];
  nextCursor: string | null;
}

export type Role = "OWNER" | "ADMIN" | "MEMBER";

export interface Study {
  id: string;
  name: string;
  description: string;
  role: Role;
  nickname: string;
  memberCount: number;
  createdAt: string;
}

export interface Member {
  userId: string;
  nickname: string;
  role: Role;
  joinedAt: string;
}

export interface Problem {
  id: string;
  studyId: string;
  title: string;
  /** Only in the answer for one problem. */
  statement?: string;
  sourceUrl: string | null;
  platform: string | null;
  number: number | string | null;
  difficulty: string | null;
  week: number;
  deadline: string | null;
  /** Empty means every language. */
  allowedLanguages: CodeLanguage[];
  tags: string[];
  category: string | null;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  version: number;
}

export type Step = "DB_SAVED" | "GITHUB_QUEUED" | "AI_QUEUED" | "DONE" | "FAILED" | "WITHDRAWN";
export type GithubStatus =
  "PENDING" | "DELAYED" | "SYNCED" | "SKIPPED" | "FAILED" | "TOKEN_INVALID" | "REVERTING" | "REVERTED";
export type AiStatus = "PENDING" | "DELAYED" | "COMPLETED" | "SKIPPED" | "FAILED";

/** What one of the two working stations knows of itself. */
export interface Progress<Status> {
  status: Status;
  since: string | null;
  doneAt: string | null;
  retryAt: string | null;
  attempts: number;
  code: string | null;
}

export interface Submission {
  id: string;
  studyId: string;
  problemId: string;
  problemTitle: string;
  userId: string;
  userName: string;
  language: CodeLanguage;
  /** Only in the answer for one submission; null where the reader may not see it. */
  code?: string | null;
  step: Step;
  githubStatus: GithubStatus;
  githubUrl: string | null;
  aiStatus: AiStatus;
  aiScore: number | null;
  late: boolean;
  createdAt: string;
  updatedAt: string;
  version: number;
  journey: {
    receivedAt: string;
    savedAt: string;
    push: Progress<GithubStatus>;
    review: Progress<AiStatus> & { provider?: string | null };
  };
}

export type RemarkKind = "issue" | "suggestion" | "good";
export type CategoryName = "correctness" | "efficiency" | "readability" | "structure" | "bestPractice";

export interface Highlight {
  startLine: number;
  endLine: number;
  type: RemarkKind;
  message: string;
}

export interface ReviewCategory {
  name: CategoryName;
  score: number | null;
  comment: string;
  highlights: Highlight[];
}

export interface Review {
  submissionId: string;
  provider: string;
  model: string | null;
  promptVersion: string | null;
  createdAt: string;
  totalScore: number | null;
  summary: string;
  timeComplexity: string | null;
  spaceComplexity: string | null;
  categories: ReviewCategory[];
  optimizedCode: string | null;
}

export interface LoggedEvent {
  id: string;
  seq: number;
  type: string;
  version: number;
  subject: string;
  occurredAt: string;
  causedBy: string | null;
  data: unknown;
}

export interface Draft {
  language: CodeLanguage;
  code: string;
  updatedAt: string;
}

export type Github =
  | { linked: false }
  | {
      linked: true;
      login: string | null;
      repository: string;
      branch: string | null;
      pathTemplate: string;
      status: "LINKED" | "TOKEN_INVALID";
      updatedAt: string;
    };
