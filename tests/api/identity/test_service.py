"""The demo users, and who holds a cookie or a token."""

from sqlalchemy import select

from api.db import Database
from api.identity import service as identity
from api.identity.models import User


class TestSeedDemoUsers:
    """Local mode has people to try the assistant as."""

    def test_everyone_belongs_to_an_area(self, settings):
        """Insight is by area."""
        with Database(settings.database).reading() as session:
            areas = dict(session.execute(select(User.username, User.area)).all())
        assert areas["officer"] == "Watford"
        assert all(areas.values())

    def test_an_area_that_was_changed_stays(self, settings):
        """Each start seeds."""
        database = Database(settings.database)
        with database.writing() as session:
            changed, lacking = session.scalars(select(User).order_by(User.id).limit(2)).all()
            changed_id, lacking_id = changed.id, lacking.id
            changed.area, lacking.area = "Dacorum", None
        with database.writing() as session:
            identity.seed_demo_users(session)
        with database.reading() as session:
            assert session.get_one(User, changed_id).area == "Dacorum"
            assert session.get_one(User, lacking_id).area
