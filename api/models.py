"""Every table, imported once, so that migrations and tests see the whole schema."""

import api.articles.models as _articles
from api.articles.gate import models as _gate
from api.articles.golden import models as _golden
from api.audit import models as _audit
from api.conversations import models as _conversations
from api.db import Base
from api.gaps import models as _gaps
from api.hub_only import models as _hub_only
from api.idempotency import models as _idempotency
from api.identity import models as _identity
from api.insight import models as _insight
from api.notifications import models as _notifications
from api.outbox import models as _outbox
from api.recall import models as _recall
from api.retention import models as _retention
from api.staffing import models as _staffing
from api.tickets import models as _tickets
from api.tickets import papers as _papers
from api.worksheets import models as _worksheets

TABLES = (
    _articles,
    _audit,
    _conversations,
    _gaps,
    _hub_only,
    _gate,
    _golden,
    _idempotency,
    _identity,
    _insight,
    _notifications,
    _outbox,
    _papers,
    _recall,
    _retention,
    _staffing,
    _tickets,
    _worksheets,
)
metadata = Base.metadata
