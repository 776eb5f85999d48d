import { describe, expect, test } from "vitest";
import type { AiStatus, GithubStatus, Step, Submission } from "../api/types";
import { journeyWord, newer, settled, standing, stations } from "./model";

interface Given {
  step?: Step;
  github?: GithubStatus;
  ai?: AiStatus;
  pushCode?: string;
  reviewCode?: string;
}

function submission({
  step = "GITHUB_QUEUED",
  github = "PENDING",
  ai = "PENDING",
  pushCode,
  reviewCode,
}: Given = {}): Submission {
  return {
    id: "s",
    studyId: "t",
    problemId: "p",
    problemTitle: "Two sums",
    userId: "u",
    userName: "Guest 2075",
    language: "python",
    step,
    githubStatus: github,
    githubUrl: github === "SYNCED" ? "https://github.com/o/n/commit/1" : null,
    aiStatus: ai,
    aiScore: null,
    late: false,
    createdAt: "2026-01-01T10:00:00.000Z",
    updatedAt: "2026-01-01T10:00:00.000Z",
    version: 3,
    journey: {
      receivedAt: "2026-01-01T10:00:00.000Z",
      savedAt: "2026-01-01T10:00:00.004Z",
      push: {
        status: github,
        since: "2026-01-01T10:00:01.000Z",
        doneAt: "2026-01-01T10:00:02.500Z",
        retryAt: null,
        attempts: 1,
        code: pushCode ?? null,
      },
      review: {
        status: ai,
        since: "2026-01-01T10:00:03.000Z",
        doneAt: "2026-01-01T10:00:09.000Z",
        retryAt: null,
        attempts: 1,
        code: reviewCode ?? null,
      },
    },
  };
}

const states = (given: Given) => stations(submission(given)).map(({ state }) => state);

describe("the journey", () => {
  test("begins with received and saved done, the push under way and the review waiting", () => {
    expect(states({})).toEqual(["done", "done", "working", "waiting"]);
    expect(states({ step: "DB_SAVED" })).toEqual(["done", "done", "waiting", "waiting"]);
  });

  test("moves on to the review when the push is settled, however it was settled", () => {
    for (const [github, state] of [
      ["SYNCED", "done"],
      ["SKIPPED", "skipped"],
      ["FAILED", "failed"],
      ["TOKEN_INVALID", "failed"],
    ] as const) {
      expect(states({ step: "AI_QUEUED", github })).toEqual(["done", "done", state, "working"]);
    }
  });

  test("never says that a push or a review was done when it was not, in any combination", () => {
    const steps: Step[] = ["DB_SAVED", "GITHUB_QUEUED", "AI_QUEUED", "DONE", "FAILED", "WITHDRAWN"];
    const pushes: GithubStatus[] = [
      "PENDING",
      "DELAYED",
      "SYNCED",
      "SKIPPED",
      "FAILED",
      "TOKEN_INVALID",
      "REVERTING",
      "REVERTED",
    ];
    const reviews: AiStatus[] = ["PENDING", "DELAYED", "COMPLETED", "SKIPPED", "FAILED"];
    for (const step of steps) {
      for (const github of pushes) {
        for (const ai of reviews) {
          const [, , push, review] = stations(submission({ step, github, ai }));
          expect(push.state === "done").toBe(github === "SYNCED");
          expect(review.state === "done").toBe(ai === "COMPLETED");
          if (ai !== "COMPLETED") expect(journeyWord(submission({ step, github, ai }))).not.toBe("reviewed");
        }
      }
    }
  });

  test("shows nothing as under way once it is over", () => {
    for (const step of ["DONE", "FAILED", "WITHDRAWN"] as const) {
      for (const github of ["PENDING", "DELAYED", "SKIPPED"] as const) {
        expect(states({ step, github })).not.toContain("working");
        expect(states({ step, github })).not.toContain("delayed");
      }
    }
  });

  test("measures how long each station took", () => {
    const [, saved, push, review] = stations(submission({ step: "DONE", github: "SYNCED", ai: "COMPLETED" }));
    expect([saved.took, push.took, review.took]).toEqual([4, 1500, 6000]);
  });

  test("offers what helps: link, renew, check, or submit again", () => {
    const remedy = (given: Given) => stations(submission(given))[2].remedy;
    expect(remedy({ step: "DONE", github: "SKIPPED", pushCode: "github_not_linked" })).toBe("link-github");
    expect(remedy({ step: "DONE", github: "TOKEN_INVALID", pushCode: "github_token_refused" })).toBe("renew-token");
    expect(remedy({ step: "DONE", github: "FAILED", pushCode: "github_not_found" })).toBe("check-repository");
    expect(remedy({ step: "DONE", github: "FAILED", pushCode: "github_gave_up" })).toBe("submit-again");
    expect(remedy({ step: "DONE", github: "SYNCED" })).toBeNull();
  });

  test("puts a defect of ours at the station where it struck", () => {
    expect(states({ step: "FAILED" })).toEqual(["done", "done", "failed", "waiting"]);
    expect(states({ step: "FAILED", github: "SYNCED" })).toEqual(["done", "done", "done", "failed"]);
    expect(stations(submission({ step: "FAILED" }))[2].code).toBe("internal_defect");
  });

  test("links to the commit only when there is one", () => {
    expect(stations(submission({ github: "SYNCED", step: "DONE" }))[2].link).toMatch(/commit/);
    expect(stations(submission({ github: "FAILED", step: "DONE" }))[2].link).toBeNull();
  });
});

describe("the word for a journey", () => {
  test.each([
    [{}, "pushing"],
    [{ github: "DELAYED" }, "pushDelayed"],
    [{ step: "AI_QUEUED", github: "FAILED" }, "reviewing"],
    [{ step: "AI_QUEUED", github: "SYNCED", ai: "DELAYED" }, "reviewDelayed"],
    [{ step: "DONE", github: "FAILED", ai: "COMPLETED" }, "pushFailed"],
    [{ step: "DONE", github: "SKIPPED", ai: "FAILED" }, "reviewFailed"],
    [{ step: "DONE", github: "SKIPPED", ai: "COMPLETED" }, "reviewed"],
    [{ step: "DONE", github: "SYNCED", ai: "SKIPPED" }, "notReviewed"],
    [{ step: "WITHDRAWN", github: "REVERTED" }, "withdrawn"],
    [{ step: "FAILED" }, "failed"],
    [{ step: "DB_SAVED" }, "saved"],
  ] satisfies [Given, string][])("of %j is %s", (given, word) => {
    expect(journeyWord(submission(given))).toBe(word);
  });
});

describe("a list of journeys", () => {
  test("tells under way, finished and in trouble apart", () => {
    expect(standing(submission())).toBe("underway");
    expect(standing(submission({ step: "DONE", github: "SKIPPED", ai: "COMPLETED" }))).toBe("settled");
    expect(standing(submission({ step: "DONE", github: "FAILED", ai: "COMPLETED" }))).toBe("troubled");
  });

  test("keeps listening while a withdrawn push is taken back", () => {
    expect(settled(submission({ step: "WITHDRAWN", github: "REVERTING" }))).toBe(false);
    expect(settled(submission({ step: "WITHDRAWN", github: "REVERTED" }))).toBe(true);
  });
});

describe("a state that arrives", () => {
  test("replaces an older one and keeps the code it does not carry", () => {
    const known = { ...submission(), code: "x" };
    expect(newer(known, { ...submission({ step: "DONE" }), version: 4 })).toMatchObject({ step: "DONE", code: "x" });
  });

  test("is ignored when it is older, so that a late event cannot turn back the page", () => {
    const known = { ...submission({ step: "DONE" }), version: 5 };
    expect(newer(known, { ...submission(), version: 4 })).toBe(known);
  });
});
