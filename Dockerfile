# The dashboard for a team, behind a proxy of its own: `docker build -t tokenfare .`
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE app.py ./
COPY .streamlit .streamlit
COPY pricing pricing
COPY calculator calculator
COPY data data
RUN python -m venv /opt/tokenfare && /opt/tokenfare/bin/pip install --no-cache-dir .

FROM python:3.13-slim
COPY --from=build /opt/tokenfare /opt/tokenfare
RUN useradd --system --uid 10001 --no-create-home tokenfare
USER 10001
# All that is ever written are compiled price sheets; without a place for them only time is lost.
ENV PATH=/opt/tokenfare/bin:$PATH HOME=/tmp TOKENFARE_CACHE=/tmp/tokenfare PYTHONDONTWRITEBYTECODE=1
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
ENTRYPOINT ["tokenfare", "dashboard", "--host", "0.0.0.0", "--no-browser"]
# Behind a proxy, name the host people use: docker run tokenfare --allow-host cost.example.com
