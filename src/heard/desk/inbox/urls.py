"""The desk's addresses."""

from django.urls import path

from heard.desk.inbox.floor_urls import floor_urlpatterns
from heard.desk.inbox.views import actions, check, customers, desk, limits, many

urlpatterns = [
    *floor_urlpatterns,
    path("desk/", desk.desk, name="desk"),
    path("desk/queue/", desk.queue, name="queue"),
    path("desk/bulk/", many.bulk, name="bulk"),
    path("desk/<int:pk>/", desk.conversation, name="conversation"),
    path("desk/<int:pk>/thread/", desk.thread, name="thread"),
    path("desk/<int:pk>/coach/", desk.coach, name="coach"),
    path("desk/<int:pk>/reply/", actions.reply, name="reply"),
    path("desk/<int:pk>/undo/<int:message>/", actions.undo, name="undo"),
    path("desk/<int:pk>/again/<int:message>/", actions.again, name="again"),
    path("desk/<int:pk>/note/", actions.note, name="note"),
    path("desk/<int:pk>/draft/", check.draft, name="draft"),
    path("desk/<int:pk>/check/", check.check, name="check"),
    path("desk/<int:pk>/assign/", actions.assign, name="assign"),
    path("desk/<int:pk>/hand-off/", actions.hand_off, name="hand_off"),
    path("desk/<int:pk>/snooze/", actions.snooze, name="snooze"),
    path("desk/<int:pk>/close/", actions.close, name="close"),
    path("desk/<int:pk>/reopen/", actions.reopen, name="reopen"),
    path("desk/<int:pk>/tags/", actions.tags, name="tags"),
    path("desk/<int:pk>/not-so/<int:message>/", actions.not_so, name="not_so"),
    path("desk/<int:pk>/stop/", limits.stop, name="stop"),
    path("desk/<int:pk>/take-over/", actions.take_over, name="take_over"),
    path("desk/<int:pk>/whisper/", actions.whisper, name="whisper"),
    path("alerts/<int:pk>/dismiss/", limits.dismiss, name="dismiss"),
    path("stops/<int:pk>/decide/", limits.decide_stop, name="decide_stop"),
    path("customers/<int:pk>/", customers.customer, name="customer"),
    path("customers/<int:pk>/keep/", customers.keep, name="customer_keep"),
]
