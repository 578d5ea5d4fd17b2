"""Readers to stand beside Heard: what is commonest, VADER, and TF-IDF with logistic regression on the same labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from training.examples import NAMES, before_of
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from heard.engine.types import EMOTIONS
from heard.evaluation.metrics import counts
from heard.evaluation.readers import CustomerGuess, Outlook, Said
from heard.evaluation.tasks import SAID, holds
from heard.labelling.labels import THREATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.engine.types import Conversation
    from heard.evaluation.cases import AgentCase, ConversationCase, CustomerCase

FOLDS = 3
FALSE_ALARMS = 0.01
"""The share of calm training conversations in which a peer's alert may be raised: what its threshold is set by."""


class Majority:
    """The commonest answer of the training labels, whatever is said."""

    name = "majority"

    def __init__(self, customers: Sequence[CustomerCase], conversations: Sequence[ConversationCase]) -> None:
        count = len(customers)
        share = {name: sum(holds(case.values[name]) for case in customers) / count for name in EMOTIONS}
        heat = float(np.median([case.temperature for case in customers]))
        self._guess = CustomerGuess(emotions=share, temperature=heat, threats={})
        self._risk = sum(case.goes_wrong for case in conversations) / len(conversations)

    def customer(self, conversation: Conversation) -> CustomerGuess:  # noqa: ARG002
        """The shares of the training labels."""
        return self._guess

    def agent(self, conversation: Conversation) -> Sequence[Said]:  # noqa: ARG002
        """Nothing: every name is missing from most turns."""
        return ()

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        """The share that goes wrong."""
        return [Outlook(self._risk, alert=False) for _ in conversation.messages]


class Vader:
    """The lexicon's compound score: how negative for five emotions, how positive for satisfaction; heat by a line."""

    name = "VADER"
    alert_at = -0.5

    def __init__(self, customers: Sequence[CustomerCase]) -> None:
        self._analyzer = SentimentIntensityAnalyzer()
        scores = [[self._compound(case.conversation.messages[-1].text)] for case in customers]
        self._heat = LinearRegression().fit(scores, [case.temperature for case in customers])

    def _compound(self, text: str) -> float:
        return float(self._analyzer.polarity_scores(text)["compound"])

    def customer(self, conversation: Conversation) -> CustomerGuess:
        """Nothing tells the negative emotions apart."""
        score = self._compound(conversation.messages[-1].text)
        felt = dict.fromkeys(EMOTIONS, max(0.0, -score))
        felt |= {"satisfaction": max(0.0, score), "neutral": 1 - abs(score), "confusion": 0.0}
        return CustomerGuess(emotions=felt, temperature=float(np.clip(self._heat.predict([[score]])[0], 0, 100)))

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        """It says nothing of techniques."""
        raise NotImplementedError

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        """The customer's latest score, and an alert when it is -.5 or less: what such tools are set to."""
        out, score, alert = [], 0.0, False
        for message in conversation.messages:
            if message.role == "customer":
                score = self._compound(message.text)
                alert = score <= self.alert_at
            out.append(Outlook((1 - score) / 2, alert))
        return out


def _vectors() -> FeatureUnion:
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), min_df=4, sublinear_tf=True)
    return FeatureUnion([("words", words), ("letters", letters)])


def said(conversation: Conversation) -> str:
    """The last message, and what was before it as words of their own."""
    before = " ".join(f"before_{word}" for word in before_of(conversation).split())
    return f"{conversation.messages[-1].text}\n{before}"


class TfIdf:
    """Words, pairs of words and runs of letters, weighted; one logistic regression a label, the turn before included.

    Rare labels (threats, sarcasm, techniques) are said from the threshold that is best on the training labels out of fold.
    """

    name = "TF-IDF + LR"

    def __init__(
        self,
        customers: Sequence[CustomerCase],
        agents: Sequence[AgentCase],
        conversations: Sequence[ConversationCase],
    ) -> None:
        texts = [said(case.conversation) for case in customers]
        self._vectors = _vectors().fit(texts)
        rows = self._vectors.transform(texts)
        groups = [case.group for case in customers]
        self._emotions = {name: _Label(rows, [holds(case.values[name]) for case in customers]) for name in EMOTIONS}
        self._threats = {name: _Label(rows, [name in case.threats for case in customers], groups) for name in THREATS}
        self._sarcasm = _Label(rows, [case.sarcasm for case in customers], groups)
        self._heat = Ridge(alpha=1.0).fit(rows, [case.temperature for case in customers])
        told = [said(case.conversation) for case in agents]
        self._agent_vectors = _vectors().fit(told)
        rows = self._agent_vectors.transform(told)
        groups = [case.group for case in agents]
        held = [{one.name for one in case.labels.all()} for case in agents]
        self._names = {name: _Label(rows, [name in one for one in held], groups) for name in NAMES}
        self._forecaster, self._threshold = self._forecasts(conversations)

    def _forecasts(self, conversations: Sequence[ConversationCase]) -> tuple[Pipeline, float]:
        """A model of all that was said so far, and the threshold that its own out-of-fold outlooks allow."""
        texts, truth, groups, which = [], [], [], []
        for number, case in enumerate(conversations):
            end = case.turns_wrong_at if case.turns_wrong_at is not None else len(case.conversation.messages)
            for at in range(end):
                if case.conversation.messages[at].role == "customer":
                    texts.append(so_far(case.conversation, at))
                    truth.append(case.goes_wrong)
                    groups.append(case.group)
                    which.append(number)
        model = make_pipeline(_vectors(), LogisticRegression(C=4.0, solver="liblinear", tol=1e-3))
        folds = cross_val_predict(model, texts, truth, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
        highest: dict[int, float] = {}
        for number, score in zip(which, folds, strict=True):
            if not conversations[number].goes_wrong:
                highest[number] = max(highest.get(number, 0.0), float(score))
        ranked = sorted(highest.values(), reverse=True)
        return model.fit(texts, truth), ranked[int(FALSE_ALARMS * len(ranked))] + 1e-6

    def customer(self, conversation: Conversation) -> CustomerGuess:
        """See ``Reader``."""
        row = self._vectors.transform([said(conversation)])
        return CustomerGuess(
            emotions={name: label.chance(row) for name, label in self._emotions.items()},
            temperature=float(np.clip(self._heat.predict(row)[0], 0, 100)),
            threats={name: label.score(row) for name, label in self._threats.items()},
            sarcasm=self._sarcasm.score(row),
        )

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        """Names without places."""
        row = self._agent_vectors.transform([said(conversation)])
        return [Said(name) for name, label in self._names.items() if label.score(row) >= SAID]

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        """Made at customers' turns, which it learnt from; the outlook of the last one holds in between."""
        out, latest = [], Outlook(0.0, alert=False)
        for at, message in enumerate(conversation.messages):
            if message.role == "customer":
                chance = float(self._forecaster.predict_proba([so_far(conversation, at)])[0, 1])
                latest = Outlook(chance, chance >= self._threshold)
            out.append(latest)
        return out


class _Label:
    """One label's regression. With ``groups`` it is said from the threshold of the best F1 out of fold."""

    def __init__(self, rows: Any, truth: Sequence[bool], groups: Sequence[str] | None = None) -> None:
        self._model: Any = None
        self._threshold = SAID
        if sum(truth) < 2:
            return
        model = LogisticRegression(C=4.0, solver="liblinear", tol=1e-3, class_weight="balanced" if groups else None)
        if groups and sum(truth) >= FOLDS * 2:
            folds = GroupKFold(FOLDS)
            chances = cross_val_predict(model, rows, truth, groups=groups, cv=folds, method="predict_proba")[:, 1]
            tried = [at / 20 for at in range(2, 19)]
            self._threshold = max(tried, key=lambda at: counts(list(chances >= at), list(truth)).f1 or 0.0)
        self._model = model.fit(rows, truth)

    def chance(self, row: Any) -> float:
        """The probability."""
        return 0.0 if self._model is None else float(self._model.predict_proba(row)[0, 1])

    def score(self, row: Any) -> float:
        """The probability, stretched so that the threshold lies at one half."""
        chance = self.chance(row)
        if chance < self._threshold:
            return SAID * chance / self._threshold
        return SAID + (1 - SAID) * (chance - self._threshold) / (1 - self._threshold)


def so_far(conversation: Conversation, at: int) -> str:
    """What was said up to a message, the agent's words marked as theirs."""
    out = []
    for message in conversation.messages[: at + 1]:
        words = message.text.split()
        out.append(" ".join(f"agent_{word}" for word in words) if message.role == "agent" else message.text)
    return "\n".join(out)
