"""The terms that ``heard explain`` knows beside the playbook's entries and the codes."""

TERMS = {
    "temperature": "0 to 100, how heated the customer's words read: calm under 20, uneasy under 40, heated under 60, angry under 80, then burning. An agent's words never move it.",
    "escalation": "The probability that the conversation later turns hostile, is taken to a supervisor, a regulator or the public, or is broken off.",
    "alert": "A decision made from the probability by a policy (threshold, patience, cooldown) that a team can set in its playbook under weights: policy.",
    "unmet": "What the customer has said that nobody has yet acknowledged, acted on or answered.",
    "trend": "Where the temperature has been going over the last customer messages: rising, steady, falling, or unknown with fewer than two.",
    "phase": "The step of the process: centre, listen, acknowledge, understand, resolve, follow_up, stop.",
    "dissatisfaction": "broken_on_a_bad_day (it simply failed), poor_earlier_service (they were let down before), dislikes_the_answer (they got an answer and do not accept it).",
    "assessed": "Whether a message was read. Not assessed: role (not a customer or agent), empty, language, too_long (over 20,000 characters of own words), error.",
    "conversation": 'What goes in: {"id", "channel", "language", "customer": {"name", "earlier"}, "messages": [{"role", "text", "id", "author", "at", "voice"}]}. Only role and text are required. The JSON Schema is heard/contract/conversation.schema.json.',
    "reading": "What comes out: one object per conversation with messages, state and guidance. The JSON Schema is heard/contract/reading.schema.json.",
}
