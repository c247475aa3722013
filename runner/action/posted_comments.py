"""The action's own comments on pull requests: found by their marker and author, updated, and replaced."""

from dataclasses import dataclass, field
from typing import Any, Literal

from runner.action.pull_request_comment import Comment, address, normalize, read_comment
from runner.action.token_account import TokenAccount, token_account
from runner.action.workflow_run import WorkflowRun, log_warning
from runner.github import GitHub, GitHubError, part

Written = Literal["written", "replaced"]


@dataclass(slots=True)
class PostedComments:
    """The comments about this folder; `by_others` are the pull requests with one by another account."""

    github: GitHub
    workflow: WorkflowRun
    by_others: set[int] = field(default_factory=set)
    _account: TokenAccount | None = None

    @property
    def account(self) -> TokenAccount:
        """Whose token this is, asked once a run."""
        if self._account is None:
            self._account = token_account(self.github)
        return self._account

    def find(self, pull_request: int) -> Comment | None:
        """Return this account's newest comment about this folder; it replaces those that couldn't be updated."""
        newest, key = None, self.workflow.folder_key
        for entry in self.github.pages(f"issues/{pull_request}/comments", "read the comments"):
            if (comment := read_comment(entry, key)) is None:
                continue
            if self.account.wrote(entry):
                newest = comment
            else:
                self.by_others.add(pull_request)
        return newest

    def write(self, pull_request: int, existing: Comment | None, body: str) -> Written:
        """Create or update the comment, set the output `comment-url`, and return how; GitHubError where neither works.

        Where the existing comment can't be updated, a new one says that it replaces it.
        """
        outputs = self.workflow.outputs
        if existing is None:
            outputs["comment-url"] = self._create(pull_request, body)
            return "written"
        try:
            outputs["comment-url"] = self._update(existing, body)
        except GitHubError as exc:
            replaces = f"\nThis replaces [an older comment]({existing.url}), which can't be updated.\n"
            outputs["comment-url"] = url = self._create(pull_request, body + replaces)
            log_warning(f"{exc.message}; a new comment replaces it: {url}")
            note = f"[A comment]({existing.url}) can't be updated; [a new one]({url}) replaces it."
            self.workflow.add_summary(f"> [!WARNING]\n> {note}\n")
            return "replaced"
        return "written"

    def _update(self, comment: Comment, body: str) -> str:
        answer = self.github.write("PATCH", f"issues/comments/{comment.id}", {"body": body}, "update the comment")
        return _written(answer)

    def _create(self, pull_request: int, body: str) -> str:
        """Write a new comment; where the answer is lost, it isn't written again if it arrived."""

        def arrived() -> dict[str, Any] | None:
            comment = self.find(pull_request)
            if comment is None or not normalize(body).endswith(comment.text):
                return None
            return {"id": comment.id, "html_url": comment.url}

        path = f"issues/{pull_request}/comments"
        answer = self.github.write("POST", path, {"body": body}, "write the comment", arrived)
        return _written(answer)


def _written(answer: Any) -> str:
    """Return the address of a comment that GitHub answers as written; UnexpectedFormError for any other answer."""
    part(answer, int, "id")
    return address(answer)
