"""The desk's addresses, with the floor's even where the desk page does not name them yet."""

from heard.desk.inbox.floor_urls import floor_urlpatterns
from heard.desk.urls import urlpatterns as every

urlpatterns = [*floor_urlpatterns, *every]
